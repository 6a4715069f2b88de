package io.latchkey.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.latchkey.ApiDescription;
import io.latchkey.callback.ReadParameters;
import io.latchkey.config.LatchkeyApplication;
import io.latchkey.service.MalformedParameter;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityScheme;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares {@code META-INF/openapi.yaml} with the code that it describes. */
class OpenApiTest {

  private static final ApiDescription API = ApiDescription.ofTheWar();

  private static final String NOBODY = "urn:uuid:00000000-0000-4000-8000-000000000000";
  private static final String PROBLEM = Problems.PROBLEM_JSON;

  private final Problems problems = new Problems(InstantSource.system());
  private final FailureMapper mapper =
      new FailureMapper(
          problems,
          new RejectedRequests(
              (delay, action) -> new CompletableFuture<>(), new NoRejectionListener()));

  // --- the description itself

  @Test
  void description_isParsedWithoutAMessage() {
    assertEquals(List.of(), API.messages());
    assertEquals("3.0.3", API.openApiVersion());
  }

  @Test
  void version_isThatOfTheBuild() throws IOException {
    Matcher version =
        Pattern.compile("<artifactId>latchkey</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(Files.readString(java.nio.file.Path.of("pom.xml")));
    assertTrue(version.find());
    assertEquals(version.group(1), API.version());
  }

  /** Servers read the file in their own charset. */
  @Test
  void description_isAscii() throws IOException {
    String text =
        Files.readString(java.nio.file.Path.of("src/main/resources/META-INF/openapi.yaml"));
    assertTrue(text.chars().allMatch(letter -> letter < 128));
  }

  // --- against the code

  /** Returns the Java methods of all routes, by HTTP method and path. */
  private static Map<String, Method> routes() {
    Map<String, Method> routes = new TreeMap<>();
    for (Class<?> resource : new LatchkeyApplication().getClasses()) {
      for (Method method : resource.getMethods()) {
        for (String path : paths(resource, method)) {
          if (method.isAnnotationPresent(GET.class)) {
            routes.put("GET " + path, method);
          } else if (method.isAnnotationPresent(POST.class)) {
            routes.put("POST " + path, method);
          }
        }
      }
    }
    return routes;
  }

  /**
   * Returns the paths of a method. A path variable with a choice, such as <code>{kind:
   * zak|obf}</code>, gives one path for each choice.
   */
  private static List<String> paths(Class<?> resource, Method method) {
    // The pages for users are no interface for software.
    if (!resource.isAnnotationPresent(Path.class)
        || resource.getAnnotation(Path.class).value().startsWith("connect")) {
      return List.of();
    }
    String path = "/" + resource.getAnnotation(Path.class).value();
    if (method.isAnnotationPresent(Path.class)) {
      path += "/" + method.getAnnotation(Path.class).value();
    }
    Matcher variable = Pattern.compile("\\{\\w+: *([\\w|]+)}").matcher(path);
    if (!variable.find()) {
      return List.of(path);
    }
    return Arrays.stream(variable.group(1).split("\\|")).map(variable::replaceFirst).toList();
  }

  @Test
  void everyRouteOfTheCode_isDescribed() {
    Set<String> missing = new TreeSet<>(routes().keySet());
    assertTrue(missing.contains("POST /meetstream/obf"), missing::toString);
    missing.removeAll(API.operations().keySet());
    assertEquals(Set.of(), missing);
  }

  @Test
  void everyRouteDescribed_isInTheCode() {
    Set<String> madeUp = new TreeSet<>(API.operations().keySet());
    madeUp.removeAll(routes().keySet());
    assertEquals(Set.of(), madeUp);
  }

  /** A filter adds the statuses of its refusals, and a mint adds those of its failures. */
  @Test
  void everyRoute_namesTheStatusesOfItsFilter() {
    routes()
        .forEach(
            (route, method) -> {
              Set<String> statuses = API.responses(route).keySet();
              Set<String> expected = new TreeSet<>(Set.of("404", "405", "500"));
              if (isFor("CallerOnly", method)) {
                expected.addAll(Set.of("200", "400", "401", "409", "502", "503"));
                assertEquals(expected, statuses, route);
              } else if (isFor("OperatorOnly", method) || isFor("MetricsOnly", method)) {
                expected.add("401");
              } else if (isFor("OperatorOrSession", method)) {
                expected.addAll(Set.of("303", "401"));
              }
              assertTrue(statuses.containsAll(expected), route);
            });
  }

  private static boolean isFor(String whom, Method method) {
    return Arrays.stream(method.getAnnotations())
        .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals(whom));
  }

  @ParameterizedTest
  @MethodSource("described")
  void everyRoute_namesASuccess_aRefusal_nothingThere_anotherMethod_aDefect(String route) {
    Set<String> statuses = API.responses(route).keySet();
    assertTrue(statuses.stream().anyMatch(status -> status.matches("200|201|303")), route);
    assertEquals(!route.equals("GET /ops/login"), statuses.contains("401"), route);
    assertTrue(statuses.containsAll(Set.of("404", "405", "500")), route);
  }

  private static Stream<String> described() {
    return API.operations().keySet().stream();
  }

  /** Only a grant that has ended is answered by 409. */
  @Test
  void conflict_isForCallers_andForOperatorsWhoNeedItsTokens() {
    Set<String> needTokens =
        Set.of(
            "POST /ops/grants/{id}/revoke",
            "POST /ops/grants/{id}/retry",
            "POST /ops/grants/{id}/hand-over");
    routes()
        .forEach(
            (route, method) ->
                assertEquals(
                    isFor("CallerOnly", method) || needTokens.contains(route),
                    API.responses(route).containsKey("409"),
                    route));
  }

  @Test
  void anotherMethod_isToldTheMethodsThatThereAre() {
    Map<String, Set<String>> methods = new TreeMap<>();
    for (String route : API.operations().keySet()) {
      String[] methodAndPath = route.split(" ");
      methods.computeIfAbsent(methodAndPath[1], path -> new TreeSet<>()).add(methodAndPath[0]);
    }
    for (String route : API.operations().keySet()) {
      String allowed = String.join(", ", methods.get(route.split(" ")[1]));
      ApiResponse refusal = API.responses(route).get("405");
      assertEquals(allowed, API.headers(refusal).get("Allow").getExample(), route);
      JsonNode body = API.examples(API.content(refusal).get(PROBLEM)).get(0);
      assertEquals("Use " + allowed + ".", body.get("detail").asText(), route);
    }
  }

  // --- answers

  @ParameterizedTest
  @MethodSource("described")
  void everyResponse_hasAnExampleOfEachForm(String route) {
    API.responses(route)
        .forEach(
            (status, response) -> {
              Map<String, MediaType> content = API.content(response);
              assertEquals(status.equals("303"), content.isEmpty(), route + " " + status);
              content.forEach(
                  (type, media) -> {
                    String what = route + " " + status + " " + type;
                    List<JsonNode> examples = API.examples(media);
                    assertFalse(examples.isEmpty(), what);
                    examples.forEach(
                        one -> assertEquals(List.of(), API.faults(one, media.getSchema()), what));
                  });
            });
  }

  @ParameterizedTest
  @MethodSource("described")
  void everyFailure_isAProblemOfItsStatus(String route) {
    API.responses(route)
        .forEach(
            (status, response) -> {
              if (status.compareTo("400") < 0) {
                return;
              }
              MediaType problem = API.content(response).get(PROBLEM);
              if (problem == null) {
                assertEquals("POST /ops/login 401", route + " " + status, "the form again");
                return;
              }
              for (JsonNode example : API.examples(problem)) {
                assertEquals(status, example.get("status").asText(), route);
                Response.Status known =
                    Response.Status.fromStatusCode(example.get("status").asInt());
                assertEquals(known.getReasonPhrase(), example.get("title").asText(), route);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("described")
  void everyResponse_hasTheHeadersOfItsStatus(String route) {
    API.responses(route)
        .forEach(
            (status, response) -> {
              Set<String> expected =
                  new TreeSet<>(Set.of("Cache-Control", "X-Content-Type-Options"));
              if (API.content(response).containsKey("text/html")
                  && !API.content(response).containsKey("application/json")) {
                expected.add("Content-Security-Policy");
              }
              if (status.equals("303") && route.matches("POST /ops/log(in|out)")) {
                expected.add("Set-Cookie");
              }
              expected.addAll(
                  switch (status) {
                    case "303" -> Set.of("Location");
                    case "401" -> Set.of("WWW-Authenticate");
                    case "405" -> Set.of("Allow");
                    case "429", "503" -> Set.of("Retry-After");
                    default -> Set.of();
                  });
              assertEquals(expected, API.headers(response).keySet(), route + " " + status);
              API.headers(response)
                  .forEach((name, header) -> assertTrue(header.getExample() != null, name));
            });
  }

  /** An example that somebody copies must not look like a leaked secret. */
  @Test
  void tokensOfExamples_areObviouslyNone() {
    List<String> tokens = new ArrayList<>();
    for (String route : API.operations().keySet()) {
      API.responses(route)
          .forEach(
              (status, response) ->
                  API.content(response)
                      .forEach(
                          (type, media) -> {
                            for (JsonNode example : API.examples(media)) {
                              if (type.equals("text/plain")) {
                                tokens.add(example.asText());
                              }
                              example
                                  .properties()
                                  .forEach(
                                      member -> {
                                        if (member.getKey().endsWith("token")) {
                                          tokens.add(member.getValue().asText());
                                        }
                                      });
                            }
                          }));
    }
    assertTrue(tokens.size() >= 10, tokens::toString);
    for (String token : tokens) {
      assertTrue(token.contains("example") && token.contains("not-a-real-one"), token);
    }
  }

  // --- examples against what is answered

  private static List<JsonNode> examples(String route, String status) {
    return API.examples(API.content(API.responses(route).get(status)).get(PROBLEM));
  }

  private static void assertExample(Response answer, String route) {
    String instances = "urn:uuid:[0-9a-f-]+";
    JsonNode body =
        ApiDescription.json(answer.getEntity().toString().replaceAll(instances, NOBODY));
    List<JsonNode> examples = examples(route, Integer.toString(answer.getStatus()));
    assertTrue(examples.contains(body), () -> body + " is none of " + examples);
  }

  @Test
  void strangers_areAnsweredAsTheExamplesSay() {
    assertExample(problems.unauthorized(), "GET /zak");
    assertExample(problems.notAnOperator(), "GET /ops/callers");
    assertExample(problems.notFound(), "GET /ops/callers");
    assertExample(mapper.toResponse(new NotAllowedException("GET", new String[0])), "GET /zak");
    assertExample(
        mapper.toResponse(new NotAllowedException("POST", new String[] {"GET"})),
        "GET /meetstream/zak");
    assertExample(
        mapper.toResponse(new NotAllowedException("POST", new String[0])), "POST /attendee");
  }

  @Test
  void foreignForms_areAnsweredAsTheExampleSays() {
    assertExample(problems.foreignForm(), "POST /ops/check");
    assertExample(problems.foreignForm(), "POST /ops/logout");
  }

  @Test
  void failures_areAnsweredAsTheExamplesSay() {
    assertExample(problems.ofFailure(new TokenFailure.Unknown("x"), NOBODY), "GET /zak");
    assertExample(problems.ofFailure(new IllegalStateException("x"), NOBODY), "GET /zak");
    assertExample(
        problems.ofFailure(new MalformedParameter("body", "is longer than 64 KiB"), NOBODY),
        "POST /attendee");
    assertExample(
        problems.ofFailure(TokenFailure.of(new IllegalStateException("x")), NOBODY),
        "POST /attendee");
  }

  // --- what is asked

  @Test
  void everyParameterThatIsRead_isDescribed() {
    Set<String> described =
        Stream.concat(
                described()
                    .flatMap(route -> API.parameters(route).stream())
                    .map(Parameter::getName),
                API.securitySchemes().stream()
                    .map(
                        scheme ->
                            scheme.getType() == SecurityScheme.Type.HTTP
                                ? "Authorization"
                                : scheme.getName()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing = new TreeSet<>(ReadParameters.ALL);
    missing.removeAll(described);
    assertEquals(Set.of(), missing);
  }

  @ParameterizedTest
  @MethodSource("described")
  void everyParameter_isExplained(String route) {
    for (Parameter parameter : API.parameters(route)) {
      assertTrue(parameter.getExample() != null, parameter.getName());
      assertFalse(parameter.getDescription().isBlank(), parameter.getName());
      assertEquals(
          List.of(),
          API.faults(ApiDescription.tree(parameter.getExample()), parameter.getSchema()),
          parameter.getName());
    }
  }

  @Test
  void kinds_areThoseOfTheCode() {
    Parameter kinds =
        API.parameters("POST /attendee").stream()
            .filter(parameter -> parameter.getName().equals("kinds"))
            .findFirst()
            .orElseThrow();
    for (TokenKind kind : TokenKind.MEETING_TOKENS) {
      assertTrue(kind.text().matches(kinds.getSchema().getPattern()), kind.text());
    }
  }
}
