package io.latchkey.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * Lists every configuration key of Latchkey. Each is declared once. {@code ConfigurationKeysTest}
 * compares {@code docs/configuration.md}, the properties file of the WAR and {@code
 * server-config/keys.sh} with these declarations, and prints what to paste.
 */
final class ConfigurationKeys {

  /** All keys, in the order of the documents. */
  static final List<ConfigurationKey> ALL =
      Stream.of(
              ZoomConfigKeys.ALL,
              AccessConfigKeys.ALL,
              TimeConfigKeys.ALL,
              DatabaseConfigKeys.ALL,
              ConsentConfigKeys.ALL)
          .flatMap(List::stream)
          .toList();

  private ConfigurationKeys() {}
}
