package io.latchkey.config;

import java.util.List;

/** The configuration has problems, all of them named; the application does not start. */
final class ConfigurationRefused extends RuntimeException {

  /**
   * @param unknown keys that nobody reads: one may be what is missing, misspelt
   */
  ConfigurationRefused(List<String> problems, List<String> unknown) {
    super(
        "Latchkey is not deployed: its configuration has %s problem%s.\n  - %s\n%s%s"
            .formatted(
                problems.size(),
                problems.size() == 1 ? "" : "s",
                String.join("\n  - ", problems),
                unknown.isEmpty()
                    ? ""
                    : "Set, but no key of Latchkey: " + String.join(", ", unknown) + "\n",
                "Every key is explained in README.md, and in latchkey.war:"
                    + " WEB-INF/classes/META-INF/microprofile-config.properties."),
        null,
        false,
        false);
  }
}
