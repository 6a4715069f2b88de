package io.latchkey.config;

import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * What is configured for a key, found in the same way on every server: the first source that holds
 * the key decides, though it holds nothing, and expressions are resolved by us. The servers differ
 * in both: some pass an empty value over for that of a lower source, some make an empty text of an
 * expression that leads nowhere.
 *
 * <p>For one thread.
 */
final class ConfiguredValues {

  /** How a key was found. */
  enum State {
    /** No source holds the key. */
    MISSING,
    /** The source that decides holds nothing for it. */
    EMPTY,
    /** An expression in it leads nowhere. */
    UNRESOLVED,
    VALUE
  }

  /**
   * What a key has.
   *
   * @param text the value; empty in every other state
   */
  record Found(State state, String text) {

    /** The text may be a secret. */
    @Override
    public String toString() {
      return "Found[" + state + "]";
    }
  }

  /**
   * Sources whose values are files, such as the mounted secrets of Kubernetes: nothing in a file is
   * an expression. They have no type of their own, but names such as {@code Secrets Directory}
   * (Payara) and {@code FileSystemConfigSource[dir=…]} (SmallRye).
   */
  private static final Pattern OF_FILES =
      Pattern.compile("(?i).*(secrets? ?dir|\\bdirectory\\b|DirConfigSource|FileSystem|\\[dir=).*");

  /**
   * What only the server can resolve: {@code ${ALIAS=…}}, {@code ${ENV=…}} (Payara), {@code
   * ${handler::…}} (SmallRye).
   */
  private static final Pattern OF_THE_SERVER = Pattern.compile("\\$\\{([A-Z]+=|[\\w-]+::)");

  private static final Pattern END_OF_FILE = Pattern.compile("^\uFEFF|\r?\n\\z");
  private static final int DEEPEST = 10;

  /** A value as its source has it. */
  private record Raw(String text, boolean literal) {}

  private final Config config;
  private final List<ConfigSource> sources;
  private final List<String> profiles;

  ConfiguredValues(Config config) {
    this.config = config;
    this.sources =
        StreamSupport.stream(config.getConfigSources().spliterator(), false)
            .sorted(Comparator.comparingInt(ConfigSource::getOrdinal).reversed())
            .toList();
    this.profiles =
        config
            .getOptionalValue(Config.PROFILE, String.class)
            .map(names -> List.of(names.split(",")))
            .orElse(List.of());
  }

  Found find(String key) {
    Optional<Raw> raw = raw(key);
    if (raw.isEmpty()) {
      return new Found(State.MISSING, "");
    }
    String text = raw.get().text;
    if (text.isEmpty()) {
      return new Found(State.EMPTY, "");
    }
    Optional<String> resolved =
        raw.get().literal
            ? Optional.of(text)
            : OF_THE_SERVER.matcher(text).find() ? byTheServer(key) : resolve(text, 0);
    if (resolved.isEmpty()) {
      return new Found(State.UNRESOLVED, "");
    }
    String value = resolved.get();
    return new Found(value.isEmpty() ? State.EMPTY : State.VALUE, value);
  }

  private Optional<Raw> raw(String key) {
    return sources.stream()
        .flatMap(source -> in(source, key))
        .findFirst()
        .or(
            () ->
                Optional.ofNullable(config.getConfigValue(key).getRawValue())
                    .map(text -> new Raw(withoutEndOfFile(text), false)));
  }

  /** What stands for a profile wins over what stands for all; the last profile wins. */
  private Stream<Raw> in(ConfigSource source, String key) {
    Stream.Builder<String> names = Stream.builder();
    for (int i = profiles.size() - 1; i >= 0; i--) {
      names.add("%" + profiles.get(i).strip() + "." + key);
    }
    boolean literal = OF_FILES.matcher(String.valueOf(source.getName())).matches();
    return names
        .add(key)
        .build()
        .flatMap(name -> Stream.ofNullable(source.getValue(name)))
        .map(text -> new Raw(withoutEndOfFile(text), literal));
  }

  /** A value that came as a file may start with a byte order mark and end with a newline. */
  private static String withoutEndOfFile(String value) {
    return END_OF_FILE.matcher(value).replaceAll("");
  }

  private Optional<String> byTheServer(String key) {
    try {
      return config
          .getOptionalValue(key, String.class)
          .map(ConfiguredValues::withoutEndOfFile)
          .filter(text -> !OF_THE_SERVER.matcher(text).find());
    } catch (NoSuchElementException | IllegalArgumentException leadsNowhere) {
      return Optional.empty();
    }
  }

  /** The text with its expressions resolved; empty if one leads nowhere. */
  private Optional<String> resolve(String text, int depth) {
    if (depth > DEEPEST) {
      return Optional.empty();
    }
    StringBuilder resolved = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("\\${", at)) {
        resolved.append("${");
        at += 3;
      } else if (text.startsWith("${", at)) {
        int end = end(text, at);
        Optional<String> value =
            end < 0 ? Optional.empty() : expression(text.substring(at + 2, end), depth);
        if (value.isEmpty()) {
          return Optional.empty();
        }
        resolved.append(value.get());
        at = end + 1;
      } else {
        resolved.append(text.charAt(at));
        at++;
      }
    }
    return Optional.of(resolved.toString());
  }

  /** Where the expression that begins here ends: others may stand inside; -1 if it does not. */
  private static int end(String text, int begin) {
    int open = 0;
    for (int at = begin; at < text.length(); at++) {
      if (text.startsWith("${", at)) {
        open++;
      } else if (text.charAt(at) == '}') {
        open--;
        if (open == 0) {
          return at;
        }
      }
    }
    return -1;
  }

  /** {@code name} or {@code name:default}, in which every colon but the first is the default's. */
  private Optional<String> expression(String inside, int depth) {
    int colon = inside.indexOf(':');
    String name = colon < 0 ? inside : inside.substring(0, colon);
    return raw(name)
        .filter(raw -> !raw.text.isEmpty())
        .map(raw -> raw.literal ? Optional.of(raw.text) : resolve(raw.text, depth + 1))
        .orElseGet(
            () -> colon < 0 ? Optional.empty() : resolve(inside.substring(colon + 1), depth + 1));
  }
}
