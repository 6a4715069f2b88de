package io.latchkey.config;

import io.latchkey.config.ConfiguredValues.Found;
import io.latchkey.config.ConfiguredValues.State;
import io.latchkey.secret.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Reads single values and collects what is wrong with them. A problem names the key, never the
 * value; where a value cannot be read, something harmless stands in, which nobody gets to see since
 * any problem prevents the deployment.
 */
final class Values {

  private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");

  /** May be of people who exchange meetings. */
  private static final String EMAIL = "[^@,]+@[^@,]+\\.[a-z]+";

  private static final Pattern NEVER_FILLED_IN =
      Pattern.compile(
          "(?i)(?!" + EMAIL + "$).*change[-_ ]?(me|it|this).*|<.*>|your[-_].*|x{3,}|\\*+");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

  /** What a shell would take off, and an env-file of Docker does not. */
  private static final Pattern IN_QUOTES = Pattern.compile("(?s)([\"'`]).*\\1");

  private static final String QUOTED = "is in quotes: remove them, they would belong to the value";

  private static final String LEADS_NOWHERE = "holds an expression that cannot be resolved";

  private static final String EMPTY = "is empty: remove it for the default";

  private final Config config;
  private final ConfiguredValues configured;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> read = new HashSet<>();

  Values(Config config) {
    this.config = config;
    this.configured = new ConfiguredValues(config);
  }

  List<String> problems() {
    return problems;
  }

  /** Keys that look like ours, but that nobody has read so far. */
  UnknownKeys unknownKeys() {
    return new UnknownKeys(config, read);
  }

  /** For a message. */
  static String listed(Collection<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  void problem(String key, String what) {
    String problem = key + " " + what;
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  /** For lists whose absence opens more: empty, they must not count as absent. */
  void refuseEmpty(String key) {
    if (find(key).state() == State.EMPTY) {
      problem(key, EMPTY);
    }
  }

  /** Visible ASCII without white space; what is missing is a problem. */
  String required(String key) {
    Found found = find(key);
    return switch (found.state()) {
      case VALUE -> checked(key, found.text());
      case MISSING -> instead(key, "is missing");
      case EMPTY -> instead(key, EMPTY);
      case UNRESOLVED -> instead(key, LEADS_NOWHERE);
    };
  }

  /** As {@link #required}, or what stands in for it if it is missing. */
  String optional(String key, String otherwise) {
    return isSet(key) ? required(key) : otherwise;
  }

  /** As {@link #required}, if there is anything; what is empty is none. */
  Optional<String> ifAny(String key) {
    return switch (find(key).state()) {
      case MISSING, EMPTY -> Optional.empty();
      case UNRESOLVED, VALUE -> Optional.of(required(key));
    };
  }

  private String instead(String key, String problem) {
    problem(key, problem);
    return "";
  }

  private Found find(String key) {
    read.add(key);
    return configured.find(key);
  }

  /** Whether a source holds the key, whatever it holds. */
  boolean isSet(String key) {
    return find(key).state() != State.MISSING;
  }

  Secret secret(String key) {
    return Secret.of(required(key));
  }

  /** A comma-separated list; empty if there is none. */
  List<String> list(String key) {
    List<String> items =
        ifAny(key)
            .filter(value -> !value.isEmpty())
            .map(value -> List.of(value.split(",", -1)))
            .orElse(List.of());
    if (items.stream().anyMatch(item -> IN_QUOTES.matcher(item).matches())) {
      problemUnlessKnown(key, QUOTED);
    }
    return items;
  }

  /** Names that stand for what is allowed; {@code *} for everything, and if there are none. */
  Set<String> names(String key) {
    List<String> names = list(key);
    return names.isEmpty() ? Set.of("*") : Set.copyOf(names);
  }

  /** The duration of a key, or its default. */
  Duration duration(ConfigurationKey key) {
    return duration(
        key.name(),
        Duration.parse(key.defaultValue()),
        Duration.parse(key.atLeast()),
        Duration.parse(key.atMost()));
  }

  Duration duration(String key, Duration otherwise, Duration atLeast, Duration atMost) {
    String text = optional(key, otherwise.toString());
    try {
      Duration value = Duration.parse(text);
      if (value.compareTo(atLeast) < 0 || value.compareTo(atMost) > 0) {
        problem(key, range(atLeast, atMost));
      }
      return value;
    } catch (DateTimeParseException e) {
      problemUnlessKnown(key, "must be an ISO-8601 duration such as PT1M");
      return atLeast;
    }
  }

  /** For a message. */
  static String range(Duration atLeast, Duration atMost) {
    return "must be from %s to %s".formatted(atLeast, atMost);
  }

  /** The number of a key, or its default. */
  int integer(ConfigurationKey key) {
    return integer(
        key.name(),
        Integer.parseInt(key.defaultValue()),
        Integer.parseInt(key.atLeast()),
        Integer.parseInt(key.atMost()));
  }

  int integer(String key, int otherwise, int atLeast, int atMost) {
    String value = optional(key, Integer.toString(otherwise));
    if (value.matches("-?\\d{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= atLeast && number <= atMost) {
        return number;
      }
    }
    problemUnlessKnown(key, "must be an integer from %s to %s".formatted(atLeast, atMost));
    return atLeast;
  }

  /** The base URL of a host that may see secrets: https, or http on loopback. */
  URI url(String key) {
    String value = required(key).replaceAll("/+$", "");
    try {
      URI url = new URI(value);
      String scheme = String.valueOf(url.getScheme());
      String host = String.valueOf(url.getHost());
      boolean bare =
          url.getHost() != null
              && url.getPort() <= 65_535
              && !url.getPath().endsWith("/v2")
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && url.getRawUserInfo() == null;
      if (!bare || !(scheme.equals("https") || scheme.equals("http"))) {
        problemUnlessKnown(
            key, "must be an https URL of a host, with no user, query, fragment or /v2");
      } else if (scheme.equals("http") && !LOOPBACK.matcher(host).matches()) {
        problem(key, "must be https: plain http is for loopback alone");
      }
      return url;
    } catch (URISyntaxException e) {
      problemUnlessKnown(key, "must be an https URL");
      return URI.create("");
    }
  }

  /**
   * Returns whether no problem is known of any of these keys, so that they can be compared with
   * each other.
   */
  boolean hasNoProblem(String... keys) {
    return Stream.of(keys)
        .noneMatch(key -> problems.stream().anyMatch(known -> known.startsWith(key + " ")));
  }

  private String checked(String key, String value) {
    if (value.isBlank()) {
      problem(key, "is blank");
    } else if (!value.equals(value.strip())) {
      problem(key, "has white space around it");
    } else if (IN_QUOTES.matcher(value).matches()) {
      problem(key, QUOTED);
    } else if (NEVER_FILLED_IN.matcher(value).matches()) {
      problem(key, "has never been filled in");
    } else if (!VISIBLE_ASCII.matcher(value).matches()) {
      problem(key, "holds white space, a control character or a letter outside ASCII");
    }
    return value;
  }

  /** One problem a key is enough. */
  void problemUnlessKnown(String key, String what) {
    if (hasNoProblem(key)) {
      problem(key, what);
    }
  }
}
