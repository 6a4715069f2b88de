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
 * Finds the value of a key in the same way on every server. The servers differ in two points, so
 * Latchkey decides both itself.
 *
 * <ul>
 *   <li>Among the sources that have the key, the one with the highest ordinal decides, even if its
 *       value is empty. Some servers skip an empty value, and take the value of a lower source.
 *   <li>Latchkey resolves expressions. Some servers replace an expression that cannot be resolved
 *       by an empty text.
 * </ul>
 *
 * <p>For one thread.
 */
final class ValueLookup {

  /** The result of looking for a key. */
  enum State {
    /** No source has the key. */
    MISSING,
    /** The value is empty, perhaps only after its expressions were resolved. */
    EMPTY,
    /** The value has an expression that cannot be resolved. */
    UNRESOLVED,
    VALUE
  }

  /**
   * What was found for a key.
   *
   * @param text the value, with its expressions resolved; empty in every state but {@code VALUE}
   */
  record Found(State state, String text) {

    /** Leaves the text out, because it may be a secret. */
    @Override
    public String toString() {
      return "Found[" + state + "]";
    }
  }

  /**
   * Names of sources whose values are files, such as the mounted secrets of Kubernetes. Nothing in
   * a file is an expression. These sources have no common type, but names such as {@code Secrets
   * Directory} (Payara) and {@code FileSystemConfigSource[dir=…]} (SmallRye).
   */
  private static final Pattern FILE_SOURCE_NAME =
      Pattern.compile("(?i).*(secrets? ?dir|\\bdirectory\\b|DirConfigSource|FileSystem|\\[dir=).*");

  /**
   * Expressions that only the server can resolve: {@code ${ALIAS=…}}, {@code ${ENV=…}} (Payara),
   * {@code ${handler::…}} (SmallRye).
   */
  private static final Pattern SERVER_EXPRESSION = Pattern.compile("\\$\\{([A-Z]+=|[\\w-]+::)");

  private static final Pattern END_OF_FILE = Pattern.compile("^\uFEFF|\r?\n\\z");

  /** The greatest depth of nested expressions, which ends one that refers to itself. */
  private static final int MAX_DEPTH = 10;

  /**
   * A value as its source has it.
   *
   * @param literal whether the text counts as written, without resolving expressions
   */
  private record RawValue(String text, boolean literal) {}

  private final Config config;
  private final List<ConfigSource> sources;
  private final List<String> profiles;

  ValueLookup(Config config) {
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
    Optional<RawValue> raw = raw(key);
    if (raw.isEmpty()) {
      return new Found(State.MISSING, "");
    }
    if (raw.get().text.isEmpty()) {
      return new Found(State.EMPTY, "");
    }
    return resolved(key, raw.get())
        .map(value -> new Found(value.isEmpty() ? State.EMPTY : State.VALUE, value))
        .orElseGet(() -> new Found(State.UNRESOLVED, ""));
  }

  private Optional<String> resolved(String key, RawValue raw) {
    if (raw.literal) {
      return Optional.of(raw.text);
    }
    return SERVER_EXPRESSION.matcher(raw.text).find() ? byTheServer(key) : resolve(raw.text, 0);
  }

  private Optional<RawValue> raw(String key) {
    return sources.stream()
        .flatMap(source -> valuesIn(source, key))
        .findFirst()
        .or(
            () ->
                Optional.ofNullable(config.getConfigValue(key).getRawValue())
                    .map(text -> new RawValue(withoutEndOfFile(text), false)));
  }

  /**
   * Returns the values of one source for a key, the one that counts first. A value for a profile
   * wins over the value for all profiles; the last profile wins.
   */
  private Stream<RawValue> valuesIn(ConfigSource source, String key) {
    Stream.Builder<String> names = Stream.builder();
    for (int i = profiles.size() - 1; i >= 0; i--) {
      names.add("%" + profiles.get(i).strip() + "." + key);
    }
    boolean literal = FILE_SOURCE_NAME.matcher(String.valueOf(source.getName())).matches();
    return names
        .add(key)
        .build()
        .flatMap(name -> Stream.ofNullable(source.getValue(name)))
        .map(text -> new RawValue(withoutEndOfFile(text), literal));
  }

  /**
   * Removes what a value that comes from a file may have in addition: a byte order mark at the
   * start, and one newline at the end.
   */
  private static String withoutEndOfFile(String value) {
    return END_OF_FILE.matcher(value).replaceAll("");
  }

  private Optional<String> byTheServer(String key) {
    try {
      return config
          .getOptionalValue(key, String.class)
          .map(ValueLookup::withoutEndOfFile)
          // An expression that is still there was not resolved.
          .filter(text -> !SERVER_EXPRESSION.matcher(text).find());
    } catch (NoSuchElementException | IllegalArgumentException leadsNowhere) {
      return Optional.empty();
    }
  }

  /** Returns the text with its expressions resolved; empty if one of them cannot be resolved. */
  private Optional<String> resolve(String text, int depth) {
    if (depth > MAX_DEPTH) {
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

  /**
   * Returns where the expression that begins here ends; -1 if it does not end. Other expressions
   * may stand inside it.
   */
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

  /**
   * Resolves {@code name} or {@code name:default}. Only the first colon separates; further colons
   * belong to the default.
   */
  private Optional<String> expression(String inside, int depth) {
    int colon = inside.indexOf(':');
    String name = colon < 0 ? inside : inside.substring(0, colon);
    return raw(name)
        // An empty value counts as missing here, so that the default replaces it.
        .filter(raw -> !raw.text.isEmpty())
        .map(raw -> raw.literal ? Optional.of(raw.text) : resolve(raw.text, depth + 1))
        .orElseGet(
            () -> colon < 0 ? Optional.empty() : resolve(inside.substring(colon + 1), depth + 1));
  }
}
