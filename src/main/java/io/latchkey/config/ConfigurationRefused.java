package io.latchkey.config;

import java.util.List;

/** The configuration has problems, all of them named; the application does not start. */
final class ConfigurationRefused extends RuntimeException {

  ConfigurationRefused(List<String> problems) {
    super(
        "Latchkey is not deployed: its configuration has %s problem%s.\n  - %s\n%s"
            .formatted(
                problems.size(),
                problems.size() == 1 ? "" : "s",
                String.join("\n  - ", problems),
                "Every key is explained in README.md, and in META-INF/microprofile-config.properties."),
        null,
        false,
        false);
  }
}
