package io.latchkey.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.service.MalformedParameter;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request. Only the parameters that are asked for are decoded: platforms append
 * theirs, not always well encoded, and those must harm nothing.
 *
 * @param pairs {@code name=value}, as they came
 */
public record Query(List<String> pairs) {

  public static Query of(@Nullable String raw) {
    return new Query(raw == null ? List.of() : List.of(raw.split("&")));
  }

  /** The callback token is in it. */
  @Override
  public String toString() {
    return "Query[hidden]";
  }

  /** The value of a parameter that may stand once or not at all. */
  public Optional<String> single(String name) {
    List<String> values = values(name);
    if (values.size() > 1) {
      throw new MalformedParameter(name, "stands more than once");
    }
    return values.stream().findFirst();
  }

  /** All values of a parameter, decoded; one that cannot be decoded stands as it came. */
  public List<String> values(String name) {
    List<String> values = new ArrayList<>(1);
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (decoded(key).equals(name)) {
        values.add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
