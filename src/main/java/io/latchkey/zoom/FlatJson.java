package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The text, number and null members at the top level of a JSON object. Nested values are skipped.
 * Anything that is not a JSON object, or is nested deeper than 32 levels, has no members.
 */
final class FlatJson {

  private static final int MAX_DEPTH = 32;
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?([eE][+-]?\\d{1,3})?");

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, String> numbers = new HashMap<>();
  private final Set<String> nulls = new HashSet<>();

  private FlatJson() {}

  static FlatJson parse(byte[] body) {
    FlatJson members = new FlatJson();
    try (JsonParser parser = Json.createParser(new StringReader(new String(body, UTF_8)))) {
      return members.read(parser) ? members : new FlatJson();
    } catch (JsonException e) {
      return new FlatJson();
    }
  }

  /** Returns a member that is a JSON string. */
  Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  /** Returns whether a member is present and null. */
  boolean isNull(String name) {
    return nulls.contains(name);
  }

  /** Returns a member that is a number, or a string with a number in it. */
  OptionalDouble number(String name) {
    String written = numbers.getOrDefault(name, texts.getOrDefault(name, ""));
    return NUMBER.matcher(written).matches()
        ? OptionalDouble.of(Double.parseDouble(written))
        : OptionalDouble.empty();
  }

  /** Returns a member that is an integer, or a string with an integer in it, as text. */
  Optional<String> code(String name) {
    String written = numbers.getOrDefault(name, texts.getOrDefault(name, ""));
    return written.matches("\\d{1,9}") ? Optional.of(written) : Optional.empty();
  }

  private boolean read(JsonParser parser) {
    if (!parser.hasNext() || parser.next() != JsonParser.Event.START_OBJECT) {
      return false;
    }
    int depth = 1;
    String name = "";
    while (parser.hasNext()) {
      switch (parser.next()) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        case KEY_NAME -> name = depth == 1 ? parser.getString() : name;
        case VALUE_STRING -> put(texts, depth, name, parser);
        case VALUE_NUMBER -> put(numbers, depth, name, parser);
        case VALUE_NULL -> {
          if (depth == 1) {
            nulls.add(name);
          }
        }
        case VALUE_TRUE, VALUE_FALSE -> {}
      }
      if (depth > MAX_DEPTH) {
        return false;
      }
    }
    return depth == 0;
  }

  private static void put(Map<String, String> members, int depth, String name, JsonParser parser) {
    if (depth == 1) {
      members.put(name, parser.getString());
    }
  }
}
