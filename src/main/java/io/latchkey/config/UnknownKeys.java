package io.latchkey.config;

import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * Finds what is set and looks like a key of Latchkey, but is none: perhaps it is misspelt. For one
 * thread.
 */
final class UnknownKeys {

  private static final Pattern OURS =
      Pattern.compile(
          "latchkey\\.[A-Za-z0-9._-]{1,80}|io\\.latchkey\\.[A-Za-z.]{1,80}(/\\w{1,40}){1,3}");

  /** But for those of our scripts, and of Kubernetes for services whose names begin like ours. */
  private static final Pattern OURS_IN_ENVIRONMENT =
      Pattern.compile(
          "LATCHKEY_(?!WAR$|(\\w+_)?SERVICE_(HOST|PORT)|(\\w+_)?PORT(_\\d|$))[A-Z0-9_]{1,80}");

  private final Config config;
  private final Set<String> read;

  /**
   * @param read the keys that Latchkey has read
   */
  UnknownKeys(Config config, Set<String> read) {
    this.config = config;
    this.read = read;
  }

  /**
   * Keys, and variables of the environment, that look like ours, but that nobody has read so far.
   */
  List<String> all() {
    Set<String> names =
        StreamSupport.stream(config.getPropertyNames().spliterator(), false).collect(toSet());
    Set<String> variables = read.stream().map(UnknownKeys::variable).collect(toSet());
    return names.stream()
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

  /** Those of {@link #all} that begin like this, in either spelling. */
  List<String> beginningWith(String prefix) {
    return all().stream()
        .filter(key -> key.startsWith(prefix) || key.startsWith(variable(prefix)))
        .toList();
  }

  /**
   * How a key is written as a variable of the environment. Some servers tell of such a variable a
   * second time, as a key whose dots are others than ours.
   */
  private static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
