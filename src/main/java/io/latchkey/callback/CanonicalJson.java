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
 * Writes JSON in the canonical form that Attendee signs. Keys are sorted by code point at every
 * depth, there is no white space between tokens, characters outside ASCII are not escaped, and
 * numbers stay as they were written.
 *
 * @see <a href="https://docs.attendee.dev/guides/webhooks">Attendee: webhooks</a>
 */
final class CanonicalJson {

  /**
   * How deep JSON may be nested. Nesting is read by recursion, and senders are not authenticated
   * yet.
   */
  private static final int MAX_DEPTH = 32;

  // String.compareTo compares UTF-16 units: it sorts U+10000 and above before U+E000 to U+FFFF.
  private static final Comparator<String> BY_CODE_POINT =
      (one, other) -> Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());

  private final JsonParser parser;
  private int depth;

  private CanonicalJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Returns the canonical form of a JSON text; empty if the text is not JSON, or is nested more
   * than 32 levels deep.
   */
  static Optional<String> of(String json) {
    try (JsonParser parser = Json.createParser(new StringReader(json))) {
      String written = new CanonicalJson(parser).value(parser.next());
      // A valid document ends after its one value.
      return parser.hasNext() ? Optional.empty() : Optional.of(written);
    } catch (JsonException | NoSuchElementException | IllegalStateException noJson) {
      // A parser reports a text that is not JSON by any of these three.
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
    enter();
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
    enter();
    StringJoiner array = new StringJoiner(",", "[", "]");
    for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      array.add(value(event));
    }
    depth--;
    return array.toString();
  }

  private void enter() {
    depth++;
    if (depth > MAX_DEPTH) {
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
