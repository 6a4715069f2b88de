package io.latchkey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** An OpenAPI document, with its references resolved. */
public final class ApiDescription {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final OpenAPI api;
  private final List<String> messages;

  private ApiDescription(SwaggerParseResult result) {
    this.api = result.getOpenAPI();
    this.messages = result.getMessages();
  }

  /** Returns the document that goes into the WAR. */
  public static ApiDescription ofTheWar() {
    try {
      return of(Files.readString(Path.of("src/main/resources/META-INF/openapi.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses YAML or JSON. */
  public static ApiDescription of(String text) {
    return new ApiDescription(
        new OpenAPIV3Parser().readContents(text, List.of(), new ParseOptions()));
  }

  /** Returns the complaints of the parser; empty if the document is valid. */
  public List<String> messages() {
    return messages;
  }

  public String openApiVersion() {
    return api.getOpenapi();
  }

  public String version() {
    return api.getInfo().getVersion();
  }

  public Collection<SecurityScheme> securitySchemes() {
    return components().getSecuritySchemes().values();
  }

  /**
   * Returns each operation by its method and path without the context root, such as {@code GET
   * /zak}.
   */
  public SortedMap<String, Operation> operations() {
    SortedMap<String, Operation> operations = new TreeMap<>();
    for (Map.Entry<String, PathItem> path : api.getPaths().entrySet()) {
      String route = path.getKey().replaceFirst("^/latchkey/", "/");
      path.getValue()
          .readOperationsMap()
          .forEach((method, operation) -> operations.put(method + " " + route, operation));
    }
    return operations;
  }

  /**
   * Returns the responses of a route by their status.
   *
   * @param route a key of {@link #operations}
   */
  public SortedMap<String, ApiResponse> responses(String route) {
    SortedMap<String, ApiResponse> responses = new TreeMap<>();
    operations()
        .get(route)
        .getResponses()
        .forEach((status, response) -> responses.put(status, resolved(response)));
    return responses;
  }

  public List<Parameter> parameters(String route) {
    List<Parameter> parameters = operations().get(route).getParameters();
    return parameters == null
        ? List.of()
        : parameters.stream()
            .map(
                one ->
                    one.get$ref() == null
                        ? one
                        : components().getParameters().get(name(one.get$ref())))
            .toList();
  }

  public Map<String, Header> headers(ApiResponse response) {
    Map<String, Header> headers = new TreeMap<>();
    if (response.getHeaders() != null) {
      response
          .getHeaders()
          .forEach(
              (name, header) ->
                  headers.put(
                      name,
                      header.get$ref() == null
                          ? header
                          : components().getHeaders().get(name(header.get$ref()))));
    }
    return headers;
  }

  /** Returns the bodies of a response by their media type; empty if it has no body. */
  public Map<String, MediaType> content(ApiResponse response) {
    return response.getContent() == null ? Map.of() : response.getContent();
  }

  /** Returns all examples of one media type of a response. */
  public List<JsonNode> examples(MediaType media) {
    List<JsonNode> examples = new ArrayList<>();
    if (media.getExample() != null) {
      examples.add(tree(media.getExample()));
    }
    if (media.getExamples() != null) {
      media.getExamples().values().forEach(example -> examples.add(tree(example.getValue())));
    }
    return examples;
  }

  /**
   * Returns what is wrong with a value by its schema: missing or undescribed members, and values of
   * another type, pattern or enumeration. Empty if the value fits the schema.
   */
  public List<String> faults(JsonNode value, Schema<?> schema) {
    List<String> faults = new ArrayList<>();
    collect(value, schema, "", faults);
    return faults;
  }

  private void collect(JsonNode value, Schema<?> given, String where, List<String> faults) {
    Schema<?> schema = resolved(given);
    if (value.isNull() && Boolean.TRUE.equals(schema.getNullable())) {
      return;
    }
    boolean right =
        switch (String.valueOf(schema.getType())) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "boolean" -> value.isBoolean();
          default -> false;
        };
    if (!right) {
      faults.add(where + " is no " + schema.getType());
    }
    if (schema.getPattern() != null && !value.asText().matches(schema.getPattern())) {
      faults.add(where + " does not match " + schema.getPattern());
    }
    if (schema.getEnum() != null
        && schema.getEnum().stream().noneMatch(one -> one.toString().equals(value.asText()))) {
      faults.add(where + " is none of " + schema.getEnum());
    }
    Optional.ofNullable(schema.getRequired()).orElse(List.of()).stream()
        .filter(name -> !value.has(name))
        .forEach(name -> faults.add(where + "/" + name + " lacks"));
    if (value.isObject() && schema.getProperties() != null) {
      value
          .properties()
          .forEach(
              member -> {
                String at = where + "/" + member.getKey();
                Schema<?> known = schema.getProperties().get(member.getKey());
                if (known == null) {
                  faults.add(at + " is not described");
                } else {
                  collect(member.getValue(), known, at, faults);
                }
              });
    }
    if (value.isArray()) {
      value.forEach(item -> collect(item, schema.getItems(), where + "[]", faults));
    }
  }

  /** Converts a value to a JSON tree, so that examples and answers can be compared. */
  public static JsonNode tree(Object value) {
    return JSON.valueToTree(value);
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ApiResponse resolved(ApiResponse response) {
    return response.get$ref() == null
        ? response
        : components().getResponses().get(name(response.get$ref()));
  }

  private Schema<?> resolved(Schema<?> schema) {
    return schema.get$ref() == null
        ? schema
        : components().getSchemas().get(name(schema.get$ref()));
  }

  private Components components() {
    return api.getComponents();
  }

  private static String name(String reference) {
    return reference.substring(reference.lastIndexOf('/') + 1);
  }
}
