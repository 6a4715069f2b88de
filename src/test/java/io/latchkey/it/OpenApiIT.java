package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.latchkey.ApiDescription;
import io.latchkey.it.Callback.Answer;
import io.latchkey.server.Server;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the description that the server serves, and compares the answers of the WAR with it. */
@DisabledIfSystemProperty(
    named = "latchkey.server",
    matches = "glassfish",
    disabledReason = "GlassFish has no MicroProfile OpenAPI")
class OpenApiIT {

  private static final String TOKEN = "canary-token-of-one-who-reads-the-docs";
  private static final String OPERATOR = "canary-token-of-the-operator-9b1f00d2";
  private static final String NOBODY = "urn:uuid:00000000-0000-4000-8000-000000000000";

  private static ZoomSimulator zoom;
  private static Server server;
  private static Callback latchkey;
  private static ApiDescription served;

  @BeforeAll
  static void start() throws Exception {
    zoom = ZoomSimulator.start(0);
    Map<String, String> keys = Server.configuration(zoom, "acc", TOKEN);
    Server.addAccounts(keys, zoom, List.of("scopeless", "failing"));
    keys.put("latchkey.pools", "rooms");
    keys.put("latchkey.pool.rooms", "default/room1");
    keys.put("latchkey.operator.token", OPERATOR);
    keys.put("latchkey.signed-url.key", "b3BlbmFwaS1jYW5hcnktc2lnbmVkLXVybC1rZXktMTIz");
    account("scopeless-id").scopes(Set.of());
    zoom.faults()
        .plan(Endpoint.ZAK, "failing-id", Faults.ANY, Faults.FOREVER, Fault.answer(500, "{}"));
    // In the Turkish locale and charset, naive code misreads "integer" and text outside ASCII.
    server =
        World.newServer(
            "openapi",
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-Duser.language=tr",
            "-Duser.country=TR",
            "-Dfile.encoding=ISO-8859-9");
    server.launch(keys);
    World.awaitReady(server);
    latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
    served = ApiDescription.of(latchkey.get(openApiUrl() + "?format=JSON").body());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    assertEquals(List.of(), Canaries.of(zoom, TOKEN, OPERATOR).found(server.everythingWritten()));
    zoom.close();
  }

  private static SimulatedAccount account(String id) {
    return zoom.accounts().stream()
        .filter(known -> known.accountId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns the URL of the description. WildFly serves it on the port for callers, the other
   * servers on the port for operators.
   */
  private static String openApiUrl() {
    return (onWildFly() ? server.url() : server.opsUrl()) + "/openapi";
  }

  private static boolean onWildFly() {
    return System.getProperty("latchkey.server").equals("wildfly");
  }

  // --- the description

  @Test
  void openApi_isServed_asYamlAndAsJson() {
    Answer yaml = latchkey.get(openApiUrl());
    assertEquals(200, yaml.status());
    assertTrue(yaml.body().contains("openapi: 3.0.3\n"), yaml::body);
    assertEquals(
        ApiDescription.ofTheWar().operations().keySet(),
        ApiDescription.of(yaml.body()).operations().keySet());
    Answer json = latchkey.get(openApiUrl() + "?format=JSON");
    assertEquals(200, json.status());
    assertEquals("3.0.3", ApiDescription.json(json.body()).get("openapi").asText());
  }

  @Test
  void openApi_isNotOnTheOtherPort() {
    String other = onWildFly() ? server.opsUrl() : server.url();
    assertEquals(404, latchkey.get(other + "/openapi").status());
    assertEquals(404, latchkey.get("openapi").status());
  }

  @Test
  void openApi_tellsNoServerNorSecret() throws Exception {
    URI url = URI.create(openApiUrl());
    String text =
        new Callback(url.resolve("/").toURL())
            .raw(
                "GET /openapi HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                    .formatted(url.getAuthority()));
    assertTrue(text.startsWith("HTTP/1.1 200"), text);
    assertFalse(text.matches(CallbackIT.SERVER_NAMES), text);
    assertEquals(List.of(), Canaries.of(zoom, TOKEN, OPERATOR).found(text));
  }

  /** The server must serve the description of the WAR, with nothing lost and nothing added. */
  @Test
  void openApi_hasEveryRoute_withEveryStatus_headerAndExample() {
    ApiDescription written = ApiDescription.ofTheWar();
    assertEquals(written.operations().keySet(), served.operations().keySet());
    for (String route : written.operations().keySet()) {
      assertEquals(
          written.operations().get(route).getSecurity(),
          served.operations().get(route).getSecurity(),
          route);
      assertEquals(
          written.parameters(route).stream().map(one -> one.getIn() + " " + one.getName()).toList(),
          served.parameters(route).stream().map(one -> one.getIn() + " " + one.getName()).toList(),
          route);
      Map<String, ApiResponse> responses = served.responses(route);
      assertEquals(written.responses(route).keySet(), responses.keySet(), route);
      written
          .responses(route)
          .forEach(
              (status, response) -> {
                String what = route + " " + status;
                ApiResponse theirs = responses.get(status);
                assertEquals(
                    written.headers(response).keySet(), served.headers(theirs).keySet(), what);
                assertEquals(examples(written, response), examples(served, theirs), what);
              });
    }
  }

  /** Two messages are expected: Payara and WildFly add an empty or a foreign member. */
  @Test
  void openApi_isValid() {
    List<String> messages =
        served.messages().stream()
            .filter(message -> !message.matches("attribute (endpoints|externalDocs\\.url) .*"))
            .toList();
    assertEquals(List.of(), messages);
  }

  private static Map<String, Set<JsonNode>> examples(ApiDescription api, ApiResponse response) {
    Map<String, Set<JsonNode>> examples = new TreeMap<>();
    api.content(response)
        .forEach((type, media) -> examples.put(type, Set.copyOf(api.examples(media))));
    return examples;
  }

  @Test
  void servers_leadToTheRoutes() {
    JsonNode document = ApiDescription.json(latchkey.get(openApiUrl() + "?format=JSON").body());
    assertEquals(1, document.get("servers").size());
    JsonNode first = document.get("servers").get(0);
    String origin = first.get("url").asText().replace("{origin}", server.url());
    String path = document.get("paths").fieldNames().next();
    URI url = URI.create(openApiUrl()).resolve(origin.replaceFirst("/$", "") + path);
    assertTrue(latchkey.get(url.toString()).status() != 404, url::toString);
    assertTrue(url.toString().startsWith(server.url() + "/latchkey/"), url::toString);
  }

  // --- the answers

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | GET  | zak?token=T                                       |",
        "200 | GET  | zak?token=T&account=rooms&meeting_id=1 234&bot=b  |",
        "400 | GET  | zak?token=T&user=a/b                              |",
        "400 | GET  | zak?token=T&account=                              |",
        "400 | GET  | zak?token=T&account=a&account=b                   |",
        "400 | GET  | zak?token=T&bypass_waiting_room=perhaps           |",
        "401 | GET  | zak                                               |",
        "401 | GET  | zak?token=wrong                                   |",
        "401 | GET  | zak?token=T&token=T                               |",
        "404 | GET  | zak?token=T&account=nowhere                       |",
        "404 | GET  | zak?token=T&user=nobody                           |",
        "405 | POST | zak?token=T                                       |",
        "405 | PUT  | zak?token=T                                       |",
        "405 | HEAD | zak?token=T                                       |",
        "502 | GET  | zak?token=T&account=scopeless                     |",
        "503 | GET  | zak?token=T&account=failing                       |",
        "200 | GET  | obf?token=T&user=anna@example.com                 |",
        "400 | GET  | obf?token=T&meeting_id=me                         |",
        "400 | GET  | obf?token=T&meeting_id=123456789&meeting_number=987654321 |",
        "401 | GET  | obf                                               |",
        "404 | GET  | obf?token=T&meeting_id=40412345678                |",
        "405 | POST | obf?token=T                                       |",
        "200 | GET  | join-token?token=T&meeting_id=12345678901         |",
        "400 | GET  | join-token?token=T                                |",
        "401 | GET  | join-token                                        |",
        "404 | GET  | join-token?token=T&meeting_id=40412345678         |",
        "405 | DELETE | join-token?token=T                              |",
        "401 | GET  | access-token                                      |",
        "404 | GET  | access-token?token=T&grant=nobody                 |",
        "400 | GET  | access-token?token=T&grant=a/b                    |",
        "405 | POST | access-token?token=T                              |",
        "200 | GET  | meetstream/zak?token=T                            |",
        "200 | POST | meetstream/zak?token=T                            |",
        "200 | GET  | meetstream/obf?token=T                            |",
        "200 | POST | meetstream/obf?token=T                            | {\"bot_id\":\"bot-1\"}",
        "401 | POST | meetstream/obf                                    |",
        "405 | PUT  | meetstream/obf?token=T                            |",
        "405 | HEAD | meetstream/zak?token=T                            |",
        "200 | POST | attendee?token=T&kinds=zak,join-token             | {\"meeting_url\":\"https://zoom.us/j/12345678901\"}",
        "400 | POST | attendee?token=T                                  | no json",
        "400 | POST | attendee?token=T&kinds=zac                        | {}",
        "401 | POST | attendee                                          | {}",
        "404 | POST | attendee?token=T&user=nobody                      | {}",
        "405 | GET  | attendee?token=T                                  |",
        "502 | POST | attendee?token=T&account=scopeless                | {}",
        "503 | POST | attendee?token=T&account=failing                  | {}",
        "401 | GET  | ops/grants                                        |",
        "404 | GET  | ops/grants?OPERATOR                               |",
        "401 | POST | ops/grants                                        | {}",
        "404 | POST | ops/grants?OPERATOR                               | {}",
        "405 | PUT  | ops/grants?OPERATOR                               |",
        "404 | POST | ops/grants/g_0123456789abcdefghjkmnpqrs/delete?OPERATOR |",
        "404 | POST | ops/grants/g_0123456789abcdefghjkmnpqrs/retry?OPERATOR  |",
        "404 | POST | ops/grants/g_0123456789abcdefghjkmnpqrs/export?OPERATOR |",
        "404 | POST | ops/grants/g_0123456789abcdefghjkmnpqrs/revoke?OPERATOR |",
        "404 | POST | ops/grants/g_0123456789abcdefghjkmnpqrs/hand-over?OPERATOR | {}",
        "401 | POST | ops/grants/g_0123456789abcdefghjkmnpqrs/hand-over | {}",
        "401 | POST | ops/grants/g_0123456789abcdefghjkmnpqrs/export    |",
        "405 | GET  | ops/grants/g_0123456789abcdefghjkmnpqrs/export?OPERATOR |",
        "401 | POST | ops/consents                                      | {}",
        "404 | POST | ops/consents?OPERATOR                             | {}",
        "405 | GET  | ops/consents?OPERATOR                             |",
        "404 | POST | zoom/crm/events                                   | {}",
        "405 | GET  | zoom/crm/events                                   |",
        "200 | GET  | ops/callers?OPERATOR                              |",
        "401 | GET  | ops/callers                                       |",
        "405 | POST | ops/callers?OPERATOR                              |",
        "201 | POST | ops/callback-tokens?OPERATOR                      | {\"caller\":\"default\",\"kinds\":\"zak\"}",
        "400 | POST | ops/callback-tokens?OPERATOR                      | no json",
        "400 | POST | ops/callback-tokens?OPERATOR                      | {}",
        "400 | POST | ops/callback-tokens?OPERATOR                      | {\"caller\":\"default\",\"kinds\":\"all\"}",
        "400 | POST | ops/callback-tokens?OPERATOR                      | {\"caller\":\"default\",\"kinds\":\"zak\",\"account\":\"A\"}",
        "400 | POST | ops/callback-tokens?OPERATOR                      | {\"caller\":\"default\",\"kinds\":\"zak\",\"user\":\"a/b\"}",
        "400 | POST | ops/callback-tokens?OPERATOR                      | {\"caller\":\"default\",\"kinds\":\"zak\",\"meeting_id\":\"me\"}",
        "400 | POST | ops/callback-tokens?OPERATOR                      | {\"caller\":\"default\",\"kinds\":\"zak\",\"expires_in\":1}",
        "400 | POST | ops/callback-tokens?OPERATOR                      | {\"caller\":\"default\",\"kinds\":\"zak\",\"x\":1}",
        "401 | POST | ops/callback-tokens                               | {}",
        "405 | GET  | ops/callback-tokens?OPERATOR                      |",
        "200 | GET  | ops/metrics?OPERATOR                              |",
        "401 | GET  | ops/metrics                                       |",
        "405 | POST | ops/metrics?OPERATOR                              |",
        "200 | GET  | ops/status?OPERATOR                               |",
        "401 | GET  | ops/status                                        |",
        "405 | POST | ops/status?OPERATOR                               |",
        "200 | GET  | ops/login                                         |",
        "401 | POST | ops/login                                         | token=wrong",
        "405 | PUT  | ops/login                                         |",
        "200 | POST | ops/check?OPERATOR                                |",
        "401 | POST | ops/check                                         |",
        "405 | GET  | ops/check?OPERATOR                                |",
        "401 | POST | ops/logout                                        |",
        "405 | GET  | ops/logout?OPERATOR                               |"
      })
  void answer_isAsDescribed(int status, String method, String pathAndQuery, String body) {
    Answer answer = latchkey.send(request(method, pathAndQuery, body == null ? "" : body));
    assertEquals(status, answer.status(), answer::body);
    assertAsDescribed(answer, method, described(pathAndQuery));
  }

  /** Returns the path as the description writes it, with a variable for the id of a grant. */
  private static String described(String pathAndQuery) {
    return pathAndQuery
        .replaceFirst("\\?.*", "")
        .replaceFirst("g_[0-9a-z]{26}", "{id}")
        .replaceFirst("^zoom/\\w+/", "zoom/{account}/");
  }

  @Test
  void answer_ofAPoolThatIsUsedUp_isAsDescribed() {
    String query = "zak?token=T&account=rooms&meeting_id=12345678901&bot=";
    assertEquals(200, latchkey.send(request("GET", query + "first", "")).status());
    Answer usedUp = latchkey.send(request("GET", query + "second", ""));
    assertEquals(503, usedUp.status());
    assertAsDescribed(usedUp, "GET", "zak");
  }

  private static HttpRequest request(String method, String pathAndQuery, String body) {
    String written =
        pathAndQuery
            .replace("token=T", "token=" + TOKEN)
            .replace("?OPERATOR", "")
            .replace(" ", "%20");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(latchkey.base().resolve(written))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (pathAndQuery.contains("?OPERATOR")) {
      request.header("Authorization", "Bearer " + OPERATOR);
    }
    return request.build();
  }

  /**
   * Asserts that an answer is as described. A method without a description of its own is described
   * with another method of the same path.
   */
  private static void assertAsDescribed(Answer answer, String method, String path) {
    String route = method + " /" + path;
    if (!served.operations().containsKey(route)) {
      route =
          served.operations().keySet().stream()
              .filter(one -> one.endsWith(" /" + path))
              .findFirst()
              .orElseThrow();
    }
    ApiResponse described = served.responses(route).get(Integer.toString(answer.status()));
    assertNotNull(described, route + " does not tell of " + answer.status());
    served
        .headers(described)
        .forEach(
            (name, header) -> {
              assertFalse(answer.header(name).isEmpty(), name);
              if (!List.of("Retry-After", "Content-Security-Policy").contains(name)) {
                assertEquals(header.getExample().toString(), answer.header(name), name);
              }
            });
    if (method.equals("HEAD")) {
      assertEquals("", answer.body());
      return;
    }
    String type = answer.header("Content-Type").replaceFirst(" *;.*", "");
    MediaType media =
        served.content(described).entrySet().stream()
            .filter(form -> form.getKey().replaceFirst(" *;.*", "").equals(type))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
    assertNotNull(media, type + " is none of " + served.content(described).keySet());
    if (type.equals("text/html") || (path.equals("ops/metrics") && answer.status() == 200)) {
      return;
    }
    if (type.equals("text/plain")) {
      assertTrue(answer.body().matches("[\\w.-]+"), "a token and nothing else");
      assertTrue(answer.header("Content-Type").toLowerCase(Locale.ROOT).endsWith("charset=utf-8"));
      return;
    }
    JsonNode body = ApiDescription.json(answer.body());
    assertEquals(List.of(), served.faults(body, media.getSchema()));
    if (type.equals("application/problem+json")) {
      JsonNode nobodys =
          ApiDescription.json(answer.body().replaceAll("urn:uuid:[0-9a-f-]{36}", NOBODY));
      assertTrue(
          served.examples(media).contains(nobodys), () -> nobodys + " is none of the examples");
    }
  }

  /** A route that is described but not yet in the code answers 404. Such a route may be missing. */
  @Test
  void everyRouteThatIsThere_isAmongTheAnswersAbove() throws Exception {
    CsvSource cases =
        OpenApiIT.class
            .getDeclaredMethod(
                "answer_isAsDescribed", int.class, String.class, String.class, String.class)
            .getAnnotation(CsvSource.class);
    Set<String> asked =
        List.of(cases.value()).stream()
            .map(line -> line.split("\\|"))
            .map(line -> line[1].strip() + " /" + described(line[2].strip()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing = new TreeSet<>(served.operations().keySet());
    missing.removeAll(asked);
    missing.removeIf(route -> latchkey.get(route.replaceFirst("\\w+ /", "")).status() == 404);
    assertEquals(Set.of(), missing);
  }
}
