package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.server.Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests thirty configurations with one mistake each. None of them serves a request, and each
 * mistake is reported in the same words on every server. On four servers this takes half an hour,
 * so it runs only with {@code -Dlatchkey.bad-configurations=all}. {@link ConfigurationRefusedIT} is
 * the short form.
 */
@EnabledIfSystemProperty(named = "latchkey.bad-configurations", matches = "all")
class BadConfigurationsIT {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String RETRY = "io.latchkey.zoom.ZoomRetry/retrying/Retry/";
  private static final String API = "io.latchkey.zoom.ZoomGuard/api/";

  /** The file of the table, to which each configuration appends a line. */
  private static final Path REPORT =
      Path.of(System.getProperty("latchkey.figures"), "bad-configurations.md");

  /**
   * Sets the key as an environment variable if it looks like one, otherwise as a system property.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "LATCHKEY_CALLBACK_TOKEN|\"0123456789abcdef0123456789abcdef\"|latchkey.callback.token is in quotes: remove them, they would belong to the value",
        "LATCHKEY_CALLBACK_TOKEN|short|latchkey.callback.token has a token shorter than 32 characters",
        "LATCHKEY_CALLBACK_TOKEN|${NOWHERE}|latchkey.callback.token holds an expression that cannot be resolved",
        "LATCHKEY_CALLBACK_TOKEN|~~|latchkey.callback.token is missing: make one with `openssl rand -hex 32`",
        "LATCHKEY_ZOOM_USER|bot-${STAGE}@example.org|latchkey.zoom.user holds an expression that cannot be resolved",
        "LATCHKEY_ZOOM_USER|a/b|latchkey.zoom.user must be a Zoom user id, an e-mail address, or me",
        "LATCHKEY_ZOOM_USER|~~|latchkey.zoom.user is empty: remove it for the default",
        "LATCHKEY_ZOOM_CLIENT_SECRET|'s3cr3t'|latchkey.zoom.client-secret is in quotes: remove them, they would belong to the value",
        "LATCHKEY_ZOOM_CLIENT_SECRET|change-me|latchkey.zoom.client-secret has never been filled in",
        "LATCHKEY_ZOOM_CLIENT_SECRET|~ s3cr3t~|latchkey.zoom.client-secret has white space around it",
        "LATCHKEY_ZOOM_ACCOUNT_ID|~~|latchkey.zoom.account-id is empty: remove it for the default",
        "LATCHKEY_ZAK_TTL|~~|latchkey.zak.ttl is empty: remove it for the default",
        "LATCHKEY_ZAK_TTL|2h|latchkey.zak.ttl must be an ISO-8601 duration such as PT1M",
        "LATCHKEY_ZAK_TTL|\"PT2H\"|latchkey.zak.ttl is in quotes: remove them, they would belong to the value",
        "LATCHKEY_ZAK_MIN_REMAINING|PT3H|latchkey.zak.min-remaining (PT3H) must be shorter than latchkey.zak.ttl (PT2H)",
        "LATCHKEY_ZAK_MAX_USERS|many|latchkey.zak.max-users must be an integer from 1 to 1000000",
        "LATCHKEY_PUBLIC_URL|http://bots.example.com|latchkey.public-url must be https: plain http is for loopback alone",
        "LATCHKEY_PUBLIC_URL|${A:${B}}|latchkey.public-url holds an expression that cannot be resolved",
        "LATCHKEY_ZOOM_API_URL|http://10.0.0.1|latchkey.zoom.api-url must be https: plain http is for loopback alone",
        "LATCHKEY_ZOOM_PROXY|http://proxy:3128|latchkey.zoom.proxy must be host:port, such as proxy.example.com:3128",
        "LATCHKEY_ZOOM_TRUST_STORE|/no/such/file|latchkey.zoom.trust-store names a file that cannot be read",
        "LATCHKEY_OPERATOR_TOKEN|short-operator-token|latchkey.operator.token is shorter than 32 characters",
        "latchkey.caller.default.kinds|zac|latchkey.caller.default.kinds must be * or of zak, obf, join-token",
        "latchkey.caller.default.users|~~|latchkey.caller.default.users is empty: remove it for the default",
        RETRY + "maxRetries|abc|" + RETRY + "maxRetries must be an integer from -1 to 100",
        RETRY
            + "delay|3000|"
            + RETRY
            + "delay (PT3S) must be shorter than "
            + RETRY
            + "maxDuration (PT2S)",
        RETRY + "maxDuration|0|" + RETRY + "maxDuration must be from PT0.001S to PT1M",
        API + "Timeout/value|0|" + API + "Timeout/value must be from PT0.001S to PT1M",
        API + "Bulkhead/value|-1|" + API + "Bulkhead/value must be an integer from 1 to 100000",
        API
            + "CircuitBreaker/failureRatio|2|"
            + API
            + "CircuitBreaker/failureRatio must be a number from 0 to 1"
      })
  void oneMistake_isToldInTheSameWords_andNothingIsServed(String key, String value, String problem)
      throws Exception {
    boolean variable = key.startsWith("LATCHKEY_");
    String[] options = variable ? new String[0] : new String[] {"-D" + key + "=" + value};
    try (Server server = World.newServer("bad-configuration", options)) {
      Map<String, String> keys = new TreeMap<>();
      keys.put("latchkey.zoom.account-id", "acc");
      keys.put("latchkey.zoom.client-id", "client");
      keys.put("latchkey.zoom.client-secret", "s3cr3t-value");
      keys.put("latchkey.callback.token", TOKEN);
      if (variable) {
        // On Open Liberty, a configured key would win over the environment variable.
        keys.keySet().removeIf(each -> each.replaceAll("[.-]", "_").equalsIgnoreCase(key));
        server.variables().put(key, value == null ? "" : value);
      }
      server.configure(keys);
      server.start();
      boolean ready = server.awaitReady(Duration.ofMinutes(2), () -> {});
      String log = server.log();
      assertFalse(ready && log.contains("Latchkey answers"), log);
      Matcher message =
          Pattern.compile("(?s)Latchkey is not deployed:.*?microprofile-config\\.properties\\.")
              .matcher(log);
      assertTrue(message.find(), log);
      assertEquals(
          "Latchkey is not deployed: its configuration has 1 problem.\n  - "
              + problem
              + "\nEvery key is explained in docs/configuration.md, and in latchkey.war:"
              + " WEB-INF/classes/META-INF/microprofile-config.properties.",
          message.group());
      Files.createDirectories(REPORT.getParent());
      Files.writeString(
          REPORT,
          "| %s | `%s=%s` | %s |%n"
              .formatted(
                  System.getProperty("latchkey.server"), key, value == null ? "" : value, problem),
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
