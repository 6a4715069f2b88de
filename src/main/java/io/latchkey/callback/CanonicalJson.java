package io.latchkey.callback;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * JSON in the one form that Attendee signs: keys sorted by code point at every depth, no white
 * space, letters as they are, numbers as they were written.
 *
 * @see <a href="https://docs.attendee.dev/guides/webhooks">Attendee: webhooks</a>
 */
final class CanonicalJson {

  private static final int DEEPEST = 32;

  private static final Comparator<String> BY_CODE_POINT =
      (one, other) -> Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());

  private final JsonParser parser;
  private int depth;

  private CanonicalJson(JsonParser parser) {
    this.parser = parser;
  }

  /** Nothing if it is no JSON, or nested absurdly deep. */
  static Optional<String> of(String json) {
    try (JsonParser parser = Json.createParser(new StringReader(json))) {
      String written = new CanonicalJson(parser).value(parser.next());
      return parser.hasNext() ? Optional.empty() : Optional.of(written);
    } catch (JsonException | NoSuchElementException | IllegalStateException noJson) {
      return Optional.empty();
    }
  }

  private String value(Event event) {
    return switch (event) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> quoted(parser.getString());
      case VALUE_NUMBER -> parser.getString();
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      case VALUE_NULL -> "null";
      case KEY_NAME, END_OBJECT, END_ARRAY -> throw new JsonException("no value");
    };
  }

  private String object() {
    deeper();
    Map<String, String> members = new TreeMap<>(BY_CODE_POINT);
    for (Event event = parser.next(); event != Event.END_OBJECT; event = parser.next()) {
      String name = parser.getString();
      members.put(name, value(parser.next()));
    }
    depth--;
    StringJoiner object = new StringJoiner(",", "{", "}");
    members.forEach((name, value) -> object.add(quoted(name) + ":" + value));
    return object.toString();
  }

  private String array() {
    deeper();
    StringJoiner array = new StringJoiner(",", "[", "]");
    for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      array.add(value(event));
    }
    depth--;
    return array.toString();
  }

  private void deeper() {
    depth++;
    if (depth > DEEPEST) {
      throw new JsonException("nested too deep");
    }
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        default -> quoted.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    return quoted.append('"').toString();
  }
}
