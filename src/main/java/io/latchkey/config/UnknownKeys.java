package io.latchkey.config;

import static java.util.stream.Collectors.toSet;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * Finds keys that are set and look like keys of Latchkey, but that Latchkey has not read. They may
 * be misspelt. For one thread.
 */
final class UnknownKeys {

  private static final Pattern OURS =
      Pattern.compile(
          "latchkey\\.[A-Za-z0-9._-]{1,80}|io\\.latchkey\\.[A-Za-z.]{1,80}(/\\w{1,40}){1,3}");

  /**
   * Variables that look like ours. Excluded are {@code LATCHKEY_WAR} of our scripts, and the
   * variables that Kubernetes sets for services whose names begin with {@code latchkey}.
   */
  private static final Pattern OURS_IN_ENVIRONMENT =
      Pattern.compile(
          "LATCHKEY_(?!WAR$|(\\w+_)?SERVICE_(HOST|PORT)|(\\w+_)?PORT(_\\d|$))[A-Z0-9_]{1,80}");

  /** Keys that are known even if nobody reads them, as that of a user beside a General app. */
  private static final Set<String> DECLARED =
      ConfigurationKeys.ALL.stream()
          .map(ConfigurationKey::name)
          .flatMap(name -> Stream.of(name, variable(name)))
          .collect(toUnmodifiableSet());

  private final Config config;
  private final Set<String> read;

  /**
   * @param read the keys that Latchkey has read so far
   */
  UnknownKeys(Config config, Set<String> read) {
    this.config = config;
    this.read = read;
  }

  /**
   * Returns the keys and environment variables that look like ours, but that have not been read, in
   * alphabetical order.
   */
  List<String> all() {
    Set<String> names =
        StreamSupport.stream(config.getPropertyNames().spliterator(), false).collect(toSet());
    Set<String> variables = read.stream().map(UnknownKeys::variable).collect(toSet());
    // A key may be one that the server made from a variable; then only the variable is judged.
    return names.stream()
        .filter(name -> !DECLARED.contains(name))
        .filter(
            name ->
                OURS_IN_ENVIRONMENT.matcher(name).matches()
                    ? !variables.contains(name)
                    : OURS.matcher(name).matches()
                        && !read.contains(name)
                        && !names.contains(variable(name)))
        .sorted()
        .toList();
  }

  /** Returns the names of {@link #all} with this prefix, as a key or as a variable. */
  List<String> beginningWith(String prefix) {
    return all().stream()
        .filter(key -> key.startsWith(prefix) || key.startsWith(variable(prefix)))
        .toList();
  }

  /**
   * Returns the environment variable for a key. Some servers report such a variable a second time,
   * as a key with other dots than ours, such as {@code latchkey.caller.recall.signing.secret}.
   */
  private static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
