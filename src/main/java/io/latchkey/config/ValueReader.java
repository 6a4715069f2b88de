package io.latchkey.config;

import io.latchkey.config.ValueLookup.Found;
import io.latchkey.config.ValueLookup.State;
import io.latchkey.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Reads single values and collects the problems with them. A problem names the key, and never a
 * value that may be a secret. A harmless value replaces one that cannot be read. Nobody sees that
 * replacement, because any problem prevents the deployment.
 *
 * <p>For one thread.
 */
final class ValueReader {

  private static final String UNRESOLVABLE = "holds an expression that cannot be resolved";

  private static final String EMPTY = "is empty: remove it for the default";

  private final Config config;
  private final ValueLookup configured;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> read = new HashSet<>();

  ValueReader(Config config) {
    this.config = config;
    this.configured = new ValueLookup(config);
  }

  List<String> problems() {
    return problems;
  }

  /** Returns the keys that look like ours, but that Latchkey has not read so far. */
  UnknownKeys unknownKeys() {
    return new UnknownKeys(config, read);
  }

  /** Joins names in alphabetical order, for a message. */
  static String listed(Collection<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  void problem(String key, String what) {
    String problem = key + " " + what;
    // A key may be read several times, each time with the same problem.
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  /**
   * Refuses an empty value. For keys that allow more when they are missing: an empty value must not
   * count as missing.
   */
  void reportIfEmpty(String key) {
    if (find(key).state() == State.EMPTY) {
      problem(key, EMPTY);
    }
  }

  /**
   * Returns the value. It is a problem if the value is missing or empty, or is not visible ASCII
   * without white space.
   */
  String required(String key) {
    Found found = find(key);
    return switch (found.state()) {
      case VALUE -> checked(key, found.text());
      case MISSING -> reportAndReplace(key, "is missing");
      case EMPTY -> reportAndReplace(key, EMPTY);
      case UNRESOLVED -> reportAndReplace(key, UNRESOLVABLE);
    };
  }

  /**
   * As {@link #required}, but returns a default if no source has the key. An empty value is a
   * problem.
   */
  String optional(String key, String defaultValue) {
    return isSet(key) ? required(key) : defaultValue;
  }

  /** As {@link #required}, but returns empty if the key is missing or empty. */
  Optional<String> findNonEmpty(String key) {
    return switch (find(key).state()) {
      case MISSING, EMPTY -> Optional.empty();
      case UNRESOLVED, VALUE -> Optional.of(required(key));
    };
  }

  private String reportAndReplace(String key, String problem) {
    problem(key, problem);
    return "";
  }

  private Found find(String key) {
    // A key that is missing counts as read, too: it is a key that Latchkey knows.
    read.add(key);
    return configured.find(key);
  }

  /** Returns whether a source has the key, even if its value is empty. */
  boolean isSet(String key) {
    return find(key).state() != State.MISSING;
  }

  Secret secret(String key) {
    return Secret.of(required(key));
  }

  /** Returns the items of a comma-separated list; empty if the key is missing or empty. */
  List<String> list(String key) {
    List<String> items =
        findNonEmpty(key)
            .filter(value -> !value.isEmpty())
            // The -1 keeps empty items at the end, so that a forgotten item becomes a problem.
            .map(value -> List.of(value.split(",", -1)))
            .orElse(List.of());
    if (items.stream().anyMatch(item -> ValueRules.isQuoted(item))) {
      reportOnce(key, ValueRules.QUOTED);
    }
    return items;
  }

  /**
   * Returns the names that are allowed. {@code *} stands for all names, and is the result if the
   * key is missing.
   */
  Set<String> names(String key) {
    List<String> names = list(key);
    return names.isEmpty() ? Set.of("*") : Set.copyOf(names);
  }

  /** Returns the duration of a key, or its default. A value out of range is a problem. */
  Duration duration(ConfigurationKey key) {
    return duration(
        key.name(),
        Duration.parse(key.defaultValue()),
        Duration.parse(key.atLeast()),
        Duration.parse(key.atMost()));
  }

  Duration duration(String key, Duration defaultValue, Duration atLeast, Duration atMost) {
    String text = optional(key, defaultValue.toString());
    try {
      Duration value = Duration.parse(text);
      if (value.compareTo(atLeast) < 0 || value.compareTo(atMost) > 0) {
        problem(key, range(atLeast, atMost));
      }
      return value;
    } catch (DateTimeParseException e) {
      reportOnce(key, "must be an ISO-8601 duration such as PT1M");
      return atLeast;
    }
  }

  /** Describes a range, for a message. */
  static String range(Duration atLeast, Duration atMost) {
    return "must be from %s to %s".formatted(atLeast, atMost);
  }

  /** Returns the number of a key, or its default. A value out of range is a problem. */
  int integer(ConfigurationKey key) {
    return integer(
        key.name(),
        Integer.parseInt(key.defaultValue()),
        Integer.parseInt(key.atLeast()),
        Integer.parseInt(key.atMost()));
  }

  int integer(String key, int defaultValue, int atLeast, int atMost) {
    String value = optional(key, Integer.toString(defaultValue));
    // At most nine digits, so that parseInt cannot overflow.
    if (value.matches("-?\\d{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= atLeast && number <= atMost) {
        return number;
      }
    }
    reportOnce(key, "must be an integer from %s to %s".formatted(atLeast, atMost));
    return atLeast;
  }

  /** Returns whether a key is true. */
  boolean flag(ConfigurationKey key) {
    String value = optional(key.name(), key.defaultValue());
    if (!value.equals("true") && !value.equals("false")) {
      reportOnce(key.name(), "must be true or false");
    }
    return value.equals("true");
  }

  /**
   * Returns the base URL of a host that may see secrets, without slashes at its end. It must be
   * https, or http on loopback.
   */
  URI url(String key) {
    String value = required(key).replaceAll("/+$", "");
    Optional<String> problem = ValueRules.problemOfUrl(value);
    // A readable URL without TLS is reported even if the key has another problem: a wrong scheme
    // would otherwise come out only at the next deployment.
    problem.filter(ValueRules.WITHOUT_TLS::equals).ifPresent(what -> problem(key, what));
    problem.ifPresent(what -> reportOnce(key, what));
    return URI.create(problem.isEmpty() ? value : "");
  }

  /**
   * Returns whether these keys have no problem so far. Only then can their values be compared with
   * each other.
   */
  boolean hasNoProblem(String... keys) {
    // The space keeps latchkey.zoom.proxy apart from latchkey.zoom.proxy-user.
    return Stream.of(keys)
        .noneMatch(key -> problems.stream().anyMatch(known -> known.startsWith(key + " ")));
  }

  private String checked(String key, String value) {
    ValueRules.problemOfText(value).ifPresent(what -> problem(key, what));
    return value;
  }

  /** Adds a problem, unless the key has one already: one for each key is enough. */
  void reportOnce(String key, String what) {
    if (hasNoProblem(key)) {
      problem(key, what);
    }
  }
}
