package io.latchkey.config;

import java.util.List;

/**
 * Thrown if the configuration has problems. The message names all of them. The application does not
 * start.
 */
final class ConfigurationRefused extends RuntimeException {

  /**
   * @param unknown keys that are set, but that Latchkey has not read; a missing key may be among
   *     them, misspelt
   */
  ConfigurationRefused(List<String> problems, List<String> unknown) {
    // The tests find this message in a server's log by its first words and by "Every key".
    super(
        "Latchkey is not deployed: its configuration has %s problem%s.\n  - %s\n%s%s"
            .formatted(
                problems.size(),
                problems.size() == 1 ? "" : "s",
                String.join("\n  - ", problems),
                unknown.isEmpty()
                    ? ""
                    : "Set, but no key of Latchkey: " + String.join(", ", unknown) + "\n",
                "Every key is explained in docs/configuration.md, and in latchkey.war:"
                    + " WEB-INF/classes/META-INF/microprofile-config.properties."),
        // No stack trace: the message says everything, and the code is not at fault.
        null,
        false,
        false);
  }
}
