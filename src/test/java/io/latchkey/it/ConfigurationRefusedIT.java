package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.server.Server;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A server that cannot serve says why, all at once, and does not serve. */
class ConfigurationRefusedIT {

  @Test
  void everyProblem_isNamedInOneMessage_andNothingIsServed() throws Exception {
    try (Server server =
        World.newServer(
            "refused", "-Dlatchkey.zoom.clientid=x", "-Dlatchkey.caller.default.users=")) {
      server.variables().put("LATCHKEY_CALLER_DEFAULT_ACOUNTS", "default");
      server.configure(
          Map.of(
              "latchkey.zoom.account-id", "change-me-canary",
              "latchkey.zoom.client-secret", " canary-client-secret",
              "latchkey.zoom.api-url", "http://canary.example",
              "latchkey.callback.token", "canary-too-short",
              "latchkey.zak.reuse-for", "PT3H"));
      server.start();
      boolean ready = server.awaitReady(Duration.ofMinutes(2), () -> {});
      String log = server.log();
      assertFalse(ready && log.contains("Latchkey answers"), log);
      String message = log.substring(log.indexOf("Latchkey is not deployed"));
      for (String problem :
          List.of(
              "has 8 problems",
              "- LATCHKEY_CALLER_DEFAULT_ACOUNTS is no key of a caller",
              "- latchkey.caller.default.users is set, but empty",
              "- latchkey.zoom.account-id has never been filled in",
              "- latchkey.zoom.client-id is missing",
              "- latchkey.zoom.client-secret has white space around it",
              "- latchkey.callback.token has a token shorter than 32 characters",
              "- latchkey.zoom.api-url must be https",
              "- latchkey.zak.reuse-for (PT3H) must not exceed",
              "Set, but no key of Latchkey: LATCHKEY_CALLER_DEFAULT_ACOUNTS, latchkey.zoom.clientid")) {
        assertTrue(message.contains(problem), log);
      }
      assertFalse(log.contains("canary"), "no value is printed");
      assertFalse(Pattern.compile("\\s+at io\\.latchkey").matcher(log).find(), "no stack trace");
    }
  }
}
