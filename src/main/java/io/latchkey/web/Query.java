package io.latchkey.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.service.MalformedParameter;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request. Only the values that are asked for are decoded: platforms append theirs,
 * not always well encoded, and those must harm nothing.
 *
 * <p>Immutable and thread-safe.
 */
public final class Query {

  private record Pair(String name, String rawValue) {

    /** The callback token may be in it, in the name too. */
    @Override
    public String toString() {
      return "hidden";
    }
  }

  private final List<Pair> pairs;

  private Query(List<Pair> pairs) {
    this.pairs = pairs;
  }

  public static Query of(@Nullable String raw) {
    List<Pair> pairs = new ArrayList<>();
    for (String written : raw == null ? new String[0] : raw.split("&")) {
      int equals = written.indexOf('=');
      pairs.add(
          equals < 0
              ? new Pair(decoded(written), "")
              : new Pair(decoded(written.substring(0, equals)), written.substring(equals + 1)));
    }
    return new Query(pairs);
  }

  /** The callback token is in it. */
  @Override
  public String toString() {
    return "Query[hidden]";
  }

  /**
   * The value of a parameter.
   *
   * @throws MalformedParameter if it stands more than once with different values; platforms append
   *     what may stand there already
   */
  public Optional<String> single(String name) {
    List<String> values = values(name);
    if (values.stream().distinct().count() > 1) {
      throw new MalformedParameter(name, "stands more than once, with different values");
    }
    return values.stream().findFirst();
  }

  /** All values of a parameter, decoded; one that cannot be decoded stands as it came. */
  public List<String> values(String name) {
    List<String> values = new ArrayList<>(1);
    for (Pair pair : pairs) {
      if (pair.name.equals(name)) {
        values.add(decoded(pair.rawValue));
      }
    }
    return values;
  }

  /** A text that was percent-encoded; one that was not, or not well, as it came. */
  public static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
