package io.latchkey.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.service.MalformedParameter;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request. A value is decoded only when it is read: platforms append parameters of
 * their own, not always well encoded, and those must do no harm.
 *
 * <p>Immutable and thread-safe.
 */
public final class Query {

  private record Pair(String name, String rawValue) {

    /** Hides the pair: the callback token may be in its value, or even in its name. */
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

  /** Hides the query, because it may contain the callback token. */
  @Override
  public String toString() {
    return "Query[hidden]";
  }

  /**
   * Returns the value of a parameter; empty if there is none. Equal values count as one, because
   * platforms append parameters that the query may have already.
   *
   * @throws MalformedParameter if the parameter occurs with different values
   */
  public Optional<String> singleValue(String name) {
    List<String> values = values(name);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (Set.copyOf(values).size() > 1) {
      throw new MalformedParameter(name, "stands more than once, with different values");
    }
    return Optional.of(values.get(0));
  }

  /**
   * Returns the value of a parameter; empty if there is no value, or if the parameter occurs with
   * different values. For requests that nobody has authenticated, which must not cause a line of
   * the log each.
   */
  public Optional<String> onlyValue(String name) {
    List<String> distinct = values(name).stream().distinct().toList();
    return distinct.size() == 1 ? Optional.of(distinct.get(0)) : Optional.empty();
  }

  /**
   * Returns all values of a parameter, decoded. A value that cannot be decoded is returned as it
   * came.
   */
  public List<String> values(String name) {
    List<String> values = new ArrayList<>();
    for (Pair pair : pairs) {
      if (pair.name.equals(name)) {
        values.add(decoded(pair.rawValue));
      }
    }
    return values;
  }

  /**
   * Decodes a text that is percent-encoded. A text that cannot be decoded is returned as it came.
   */
  public static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
