package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.server.Server;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Tests that a wrong configuration is reported in one message, in the same words on every server,
 * and that nothing is served. The servers differ in how they treat expressions, empty values and
 * overrides.
 */
class ConfigurationRefusedIT {

  private static final String EXPECTED =
      """
      Latchkey is not deployed: its configuration has 15 problems.
        - latchkey.zak.ttl is empty: remove it for the default
        - latchkey.zoom.account-id has never been filled in
        - latchkey.zoom.client-id is missing
        - latchkey.zoom.client-secret has white space around it
        - latchkey.zoom.user holds an expression that cannot be resolved
        - latchkey.zoom.api-url must be https: plain http is for loopback alone
        - latchkey.caller.default.users is empty: remove it for the default
        - latchkey.callback.token has a token shorter than 32 characters
        - LATCHKEY_CALLER_DEFAULT_ACOUNTS is no key of a caller that latchkey.callers names
        - latchkey.operator.token is in quotes: remove them, they would belong to the value
        - io.latchkey.zoom.ZoomRetry/retrying/Retry/maxRetries must be an integer from -1 to 100
        - io.latchkey.zoom.ZoomRetry/retrying/Retry/delay (PT3S) must be shorter than \
      io.latchkey.zoom.ZoomRetry/retrying/Retry/maxDuration (PT2S)
        - io.latchkey.zoom.ZoomGuard/api/Timeout/value must be from PT0.001S to PT1M
        - latchkey.zak.outage-reuse-for (PT1H) must be PT0S (never), or not shorter than \
      latchkey.zak.reuse-for (PT3H)
        - latchkey.zak.patience is in quotes: remove them, they would belong to the value
      Set, but no key of Latchkey: LATCHKEY_CALLER_DEFAULT_ACOUNTS, latchkey.zoom.clientid
      Every key is explained in docs/configuration.md, and in latchkey.war: \
      WEB-INF/classes/META-INF/microprofile-config.properties.
      """;

  @Test
  void everyProblem_isNamedInOneMessage_andNothingIsServed() throws Exception {
    try (Server server =
        World.newServer(
            "refused",
            "-Dlatchkey.zoom.clientid=x",
            "-Dlatchkey.caller.default.users=",
            "-Dio.latchkey.zoom.ZoomRetry/retrying/Retry/maxRetries=abc",
            "-Dio.latchkey.zoom.ZoomRetry/retrying/Retry/delay=3000",
            "-Dio.latchkey.zoom.ZoomGuard/api/Timeout/value=0")) {
      server
          .variables()
          .putAll(
              Map.of(
                  "LATCHKEY_CALLER_DEFAULT_ACOUNTS", "default",
                  "LATCHKEY_ZOOM_USER", "bot-${STAGE}@example.org",
                  "LATCHKEY_ZAK_TTL", "",
                  "LATCHKEY_ZAK_PATIENCE", "\"PT1S\"",
                  "LATCHKEY_OPERATOR_TOKEN", "'canary-operator-token-in-quotes-0123'",
                  "LATCHKEY_METRICS_TOKEN", "",
                  "LATCHKEY_ZOOM_ACCOUNTS", "",
                  "LATCHKEY_PUBLIC_URL", "${PUBLIC:https://bots.example.com:8443/latchkey}"));
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
      Matcher message =
          Pattern.compile("(?s)Latchkey is not deployed:.*?microprofile-config\\.properties\\.")
              .matcher(log);
      assertTrue(message.find(), log);
      assertEquals(EXPECTED.strip(), message.group());
      assertFalse(log.contains("canary"), "no value is printed");
      assertFalse(Pattern.compile("\\s+at io\\.latchkey").matcher(log).find(), "no stack trace");
    }
  }
}
