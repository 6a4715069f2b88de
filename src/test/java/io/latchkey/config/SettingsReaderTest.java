package io.latchkey.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.caller.Decision;
import io.latchkey.caller.Proofs;
import io.latchkey.secret.Secret;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String OTHER = "fedcba9876543210fedcba9876543210";

  private final Map<String, String> given = new HashMap<>();

  SettingsReaderTest() {
    given.put("latchkey.zoom.account-id", "AbC-123_x");
    given.put("latchkey.zoom.client-id", "client");
    given.put("latchkey.zoom.client-secret", "s3cr3t-value");
    given.put("latchkey.callback.token", TOKEN);
  }

  private Config config() {
    try {
      URL defaults =
          Objects.requireNonNull(
              getClass().getResource("/META-INF/microprofile-config.properties"));
      return new SmallRyeConfigBuilder()
          .addDefaultInterceptors()
          .withSources(
              new PropertiesConfigSource(defaults), new PropertiesConfigSource(given, "given", 300))
          .build();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Settings read() {
    return SettingsReader.read(config());
  }

  private static boolean admits(Settings settings, String token) {
    Proofs proofs = new Proofs(List.of(Secret.of(token)), null);
    return settings.access().callers().identify(proofs, Instant.EPOCH) instanceof Decision.Admitted;
  }

  private String refusal() {
    return assertThrows(ConfigurationRefused.class, this::read).getMessage();
  }

  private void assertRefused(String key, String what) {
    String refusal = refusal();
    assertTrue(refusal.contains("- " + key + " "), refusal);
    assertTrue(refusal.contains(what), refusal);
    assertTrue(refusal.contains("has 1 problem."), refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a$b$$c", "back\\$slash", "\\\\$two", "$", "end\\"})
  void read_noExpression_countsAsWritten(String secret) {
    given.put("latchkey.zoom.client-secret", secret);
    assertEquals(secret, read().accounts().all().get(0).clientSecret().reveal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"exchange-meetings@example.com", "changemeister@example.com"})
  void read_userThatOnlyLooksLikeAPlaceholder_isTaken(String user) {
    given.put("latchkey.zoom.user", user);
    assertEquals(user, read().accounts().all().get(0).user().value());
  }

  @Test
  void read_expression_isExpanded() {
    given.put("latchkey.zoom.client-secret", "${the.secret}\n");
    given.put("the.secret", "s3cr3t");
    assertEquals("s3cr3t", read().accounts().all().get(0).clientSecret().reveal());
  }

  private Config config(String name, Map<String, String> higher) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withSources(
            new PropertiesConfigSource(given, "given", 300),
            new PropertiesConfigSource(higher, name, 400))
        .build();
  }

  private String userOf(String value) {
    given.put("latchkey.zoom.user", value);
    return read().accounts().all().get(0).user().value();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bot-${stage}@example.org     | bot-eu@example.org",
        "${no.such.key:a-b}           | a-b",
        "${no.such.key:${stage}}      | eu",
        "${stage}${stage}             | eueu",
        "${hollow:instead}            | instead",
        "x${no.such.key:}y            | xy"
      })
  void read_expressions_areResolvedByUs(String value, String expected) {
    given.put("stage", "eu");
    given.put("hollow", "");
    assertEquals(expected, userOf(value));
  }

  /**
   * Payara itself drops the colons of a default, which is one reason to resolve expressions
   * ourselves.
   */
  @Test
  void read_defaultOfAnExpression_keepsEveryCharacter() {
    given.put("latchkey.public-url", "${PUBLIC:https://bots.example.com:8443/latchkey}");
    assertEquals(URI.create("https://bots.example.com:8443/latchkey"), read().checks().publicUrl());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bot-${stage}@example.org",
        "${stage}",
        "x${stage",
        "${${stage}}",
        "${stage:${other}}",
        "${hollow}",
        "${itself}"
      })
  void read_expressionThatLeadsNowhere_isRefused(String value) {
    given.put("hollow", "");
    given.put("itself", "${itself}");
    given.put("latchkey.zoom.user", value);
    assertRefused("latchkey.zoom.user", "holds an expression that cannot be resolved");
  }

  @Test
  void read_escapedExpression_isWhatItSays() {
    given.put("latchkey.zoom.client-secret", "a\\${b}c");
    assertEquals("a${b}c", read().accounts().all().get(0).clientSecret().reveal());
  }

  /** These are the names of the config sources for files, on Payara and in SmallRye. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Secrets Directory",
        "FileSystemConfigSource[dir=/run/secrets]",
        "DirConfigSource[dir=/etc/x]"
      })
  void read_fileOfASecret_holdsNoExpression(String source) {
    Map<String, String> files = Map.of("latchkey.zoom.client-secret", "a${b}c\n");
    given.putAll(DEFAULTS);
    Settings settings = SettingsReader.read(config(source, files));
    assertEquals("a${b}c", settings.accounts().all().get(0).clientSecret().reveal());
  }

  /**
   * The same rule on every server: a key that was emptied does not get an older value of a lower
   * source.
   */
  @Test
  void read_emptiedKey_hidesEveryLowerSource() {
    given.putAll(DEFAULTS);
    given.put("latchkey.metrics.token", "metrics-token-0123456789abcdef012345");
    given.put("latchkey.public-url", "https://bots.example.com");
    given.put("latchkey.access-log", "/var/log");
    given.put("latchkey.zoom.trust-store", "/no/such/file");
    Settings settings =
        SettingsReader.read(
            config(
                "env",
                Map.of(
                    "latchkey.metrics.token", "",
                    "latchkey.public-url", "",
                    "latchkey.access-log", "",
                    "latchkey.zoom.trust-store", "")));
    assertFalse(settings.access().operatorTokens().metricsConfigured());
    assertNull(settings.checks().publicUrl());
    assertEquals(List.of(), settings.checks().accessLogs());
    String refusal =
        assertThrows(
                ConfigurationRefused.class,
                () -> SettingsReader.read(config("env", Map.of("latchkey.zak.ttl", ""))))
            .getMessage();
    assertTrue(refusal.contains("latchkey.zak.ttl is empty: remove it for the default"), refusal);
  }

  private static final Map<String, String> DEFAULTS = defaults();

  private static Map<String, String> defaults() {
    try {
      return new PropertiesConfigSource(
              Objects.requireNonNull(
                  SettingsReaderTest.class.getResource("/META-INF/microprofile-config.properties")))
          .getProperties();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ZoomRetry/retrying/Retry/maxRetries|abc|must be an integer from -1 to 100",
        "ZoomRetry/retrying/Retry/maxRetries|\"3\"|is in quotes",
        "ZoomRetry/retrying/Retry/maxRetries||is empty",
        "ZoomRetry/Retry/maxRetries|-2|must be an integer from -1 to 100",
        "ZoomRetry/retrying/Retry/delay|3000|(PT3S) must be shorter than io.latchkey.zoom.ZoomRetry/retrying/Retry/maxDuration (PT2S)",
        "ZoomRetry/retrying/Retry/maxDuration|0|must be from PT0.001S to PT1M",
        "ZoomRetry/retrying/Retry/delayUnit|HOURS|must be NANOS, MICROS, MILLIS, SECONDS or MINUTES",
        "ZoomRetry/retrying/Retry/retryOn|java.lang.Exception|cannot be overridden",
        "ZoomGuard/api/Timeout/value|0|must be from PT0.001S to PT1M",
        "ZoomGuard/oauth/Timeout/value|1500|(PT1.5S) must be longer than latchkey.zoom.attempt-timeout (PT2S)",
        "ZoomGuard/api/Bulkhead/value|0|must be an integer from 1 to 100000",
        "ZoomGuard/api/CircuitBreaker/failureRatio|1.5|must be a number from 0 to 1",
        "ZoomGuard/api/CircuitBreaker/requestVolumeThreshold|none|must be an integer",
        "ZoomGuard/api/CircuitBreaker/enabled|no|must be true or false",
        "ZoomGuard/api/Fallback/enabled|false|must be true"
      })
  void read_overrideOfFaultTolerance_isJudgedLikeOurOwnKeys(String key, String value, String what) {
    given.put("io.latchkey.zoom." + key, value == null ? "" : value);
    assertRefused("io.latchkey.zoom." + key, what);
  }

  @Test
  void read_overridesOfAllMethods_countWhereNothingNearerIsSet() {
    given.put("Retry/maxRetries", "x");
    given.put("io.latchkey.zoom.ZoomRetry/retrying/Retry/maxRetries", "1");
    assertTrue(read().checks().retriesExpected());
    given.put("io.latchkey.zoom.ZoomRetry/retrying/Retry/maxRetries", "0");
    assertFalse(read().checks().retriesExpected());
    given.put("io.latchkey.zoom.ZoomRetry/retrying/Retry/enabeld", "false");
    assertEquals(
        List.of("io.latchkey.zoom.ZoomRetry/retrying/Retry/enabeld"), read().unknownKeys());
    given.remove("io.latchkey.zoom.ZoomRetry/retrying/Retry/maxRetries");
    assertTrue(refusal().contains("Retry/maxRetries must be an integer"));
  }

  @ParameterizedTest
  @CsvSource({
    "latchkey.zoom.proxy, proxy, host:port",
    "latchkey.zoom.proxy, http://proxy:3128, host:port",
    "latchkey.zoom.proxy, proxy:99999, host:port",
    "latchkey.zoom.trust-store, /no/such/file, cannot be read",
    "latchkey.zoom.trust-store, pom.xml, neither PEM nor a PKCS12"
  })
  void read_networkThatCannotBe_isRefused(String key, String value, String what) {
    given.put(key, value);
    assertRefused(key, what);
  }

  @Test
  void read_passwordOfAProxy_goesWithItsUser() {
    given.put("latchkey.zoom.proxy-user", "latchkey");
    String refusal = refusal();
    assertTrue(refusal.contains("latchkey.zoom.proxy-password is missing"), refusal);
    assertTrue(refusal.contains("latchkey.zoom.proxy is missing"), refusal);
    given.put("latchkey.zoom.proxy-password", "pr0xy");
    given.put("latchkey.zoom.proxy", "[::1]:3128");
    assertEquals("::1", read().zoom().network().proxy().host());
  }

  @Test
  void read_furtherAccounts_makeTheUnnamedOneOptional() {
    given.keySet().removeIf(key -> key.startsWith("latchkey.zoom."));
    given.put("latchkey.zoom.accounts", "sales");
    given.put("latchkey.zoom.account.sales.account-id", "acc");
    given.put("latchkey.zoom.account.sales.client-id", "client");
    given.put("latchkey.zoom.account.sales.client-secret", "s3cr3t");
    assertEquals(List.of("sales"), read().accounts().all().stream().map(Account::name).toList());
    given.put("latchkey.zoom.client-id", "client");
    assertTrue(refusal().contains("latchkey.zoom.account-id is missing"));
  }

  @Test
  void read_apiUrl_isZoomsOwnAnswerUnlessConfigured() {
    assertFalse(read().zoom().apiUrlIsConfigured());
    given.put("latchkey.zoom.oauth-url", "https://zoomgov.com");
    assertEquals(URI.create("https://api.zoomgov.com"), read().zoom().apiUrl());
    given.put("latchkey.zoom.api-url", "https://api.zoom.us");
    assertTrue(read().zoom().apiUrlIsConfigured());
  }

  @Test
  void read_requiredKeysAlone_hasTheDefaultsOfTheContract() {
    Settings settings = read();
    Account account = settings.accounts().all().get(0);
    assertEquals("default", account.name());
    assertEquals("me", account.user().value());
    assertEquals(URI.create("https://zoom.us"), settings.zoom().oauthUrl());
    assertEquals(URI.create("https://api.zoom.us"), settings.zoom().apiUrl());
    assertEquals(Duration.ofSeconds(1), settings.zoom().network().connectTimeout());
    assertEquals(Duration.ofSeconds(2), settings.zoom().network().attemptTimeout());
    assertEquals(Duration.ofHours(2), settings.zoom().zakTtl());
    assertEquals(Duration.ofMinutes(1), settings.tokens().zakRule().reuseFor());
    assertEquals(Duration.ofHours(1), settings.tokens().zakRule().outageReuseFor());
    assertEquals(Duration.ofMinutes(15), settings.tokens().zakRule().minRemaining());
    assertEquals(Duration.ofMinutes(10), settings.tokens().accessTokenRule().renewBefore());
    assertEquals(Duration.ofMinutes(3), settings.tokens().accessTokenRule().unusableBefore());
    assertEquals(Duration.ofSeconds(4), settings.requests().deadline());
    assertEquals(Duration.ofSeconds(1), settings.tokens().patience());
  }

  @Test
  void read_severalAccountsAndTokens() {
    given.put("latchkey.zoom.accounts", "sales,emea2");
    for (String name : List.of("sales", "emea2")) {
      given.put("latchkey.zoom.account." + name + ".account-id", name + "-id");
      given.put("latchkey.zoom.account." + name + ".client-id", name + "-client");
      given.put("latchkey.zoom.account." + name + ".client-secret", name + "-s3cr3t");
    }
    given.put("latchkey.zoom.account.sales.user", "sam@example.com");
    given.put("latchkey.callback.token", TOKEN + "," + OTHER);
    Settings settings = read();
    assertEquals(
        List.of("default", "sales", "emea2"),
        settings.accounts().all().stream().map(Account::name).toList());
    assertEquals("sam@example.com", settings.accounts().all().get(1).user().value());
    assertEquals("emea2-id", settings.accounts().all().get(2).accountId());
    assertTrue(admits(settings, OTHER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s\n", "%s\r\n", "\uFEFF%s", "\uFEFF%s\n"})
  void read_secretFromAFile_isStrippedOfWhatEditorsAdd(String file) {
    given.put("latchkey.callback.token", file.formatted(TOKEN));
    given.put("latchkey.zoom.client-secret", file.formatted("s3cr3t-value"));
    Settings settings = read();
    assertTrue(admits(settings, TOKEN));
    assertEquals("s3cr3t-value", settings.accounts().all().get(0).clientSecret().reveal());
  }

  @Test
  void read_callsPerSecond_areEachAccountsOwn_thirtyUnlessSaid() {
    given.put("latchkey.zoom.calls-per-second", "4");
    given.put("latchkey.zoom.accounts", "sales");
    given.put("latchkey.zoom.account.sales.account-id", "acc");
    given.put("latchkey.zoom.account.sales.client-id", "client");
    given.put("latchkey.zoom.account.sales.client-secret", "s3cr3t");
    List<Account> accounts = read().accounts().all();
    assertEquals(4, accounts.get(0).callsPerSecond());
    assertEquals(30, accounts.get(1).callsPerSecond());
    given.put("latchkey.zoom.account.sales.calls-per-second", "0");
    assertRefused("latchkey.zoom.account.sales.calls-per-second", "from 1 to 1000");
  }

  @Test
  void read_lockout_isOffUnlessConfigured() {
    assertEquals(0, read().access().lockout().after());
    assertEquals(Duration.ofMinutes(5), read().access().lockout().lasting());
    assertEquals(0, read().requests().trustedProxies());
    given.put("latchkey.lockout.after", "20");
    given.put("latchkey.lockout.for", "PT1H");
    given.put("latchkey.lockout.proxies", "1");
    assertEquals(20, read().access().lockout().after());
    assertEquals(Duration.ofHours(1), read().access().lockout().lasting());
    assertEquals(1, read().requests().trustedProxies());
    given.put("latchkey.lockout.proxies", "many");
    assertRefused("latchkey.lockout.proxies", "integer");
  }

  @Test
  void read_keyThatIsNone_isNamed_whetherOrNotTheRestIsGood() {
    given.put("latchkey.zoom.clientsecret", "s3cr3t");
    given.put("latchkey.zoom.account.sales.user", "me");
    List<String> unknown =
        List.of("latchkey.zoom.account.sales.user", "latchkey.zoom.clientsecret");
    assertEquals(unknown, read().unknownKeys());
    given.remove("latchkey.zoom.client-secret");
    String refusal = refusal();
    assertTrue(refusal.contains("latchkey.zoom.client-secret is missing"), refusal);
    assertTrue(refusal.contains("no key of Latchkey: " + String.join(", ", unknown)), refusal);
    assertFalse(refusal.contains("s3cr3t"), refusal);
  }

  @Test
  void read_everyKeyThatHasADefault_isKnown() {
    assertEquals(List.of(), read().unknownKeys());
  }

  @Test
  void read_nothingGiven_namesEveryMissingKeyAtOnce() {
    given.clear();
    String refusal = refusal();
    for (String key :
        List.of(
            "latchkey.zoom.account-id is missing",
            "latchkey.zoom.client-id is missing",
            "latchkey.zoom.client-secret is missing",
            "latchkey.callback.token is missing")) {
      assertTrue(refusal.contains(key), refusal);
    }
    assertTrue(refusal.contains("has 4 problems"), refusal);
  }

  @ParameterizedTest
  @CsvSource({
    "'   ', blank",
    "' s3cr3t', white space around it",
    "'s3cr3t ', white space around it",
    "'s3cr3t\n\n', white space around it",
    "'\n', is empty",
    "'', is empty",
    "'\"s3cr3t\"', is in quotes",
    "'`s3cr3t`', is in quotes",
    "'s3 cr3t', white space",
    "'s3cr3tü', ASCII",
    "'changeme', never been filled in",
    "'CHANGE_ME', never been filled in",
    "'pleaseChangeMe-123', never been filled in",
    "'changeThisToSomethingLong', never been filled in",
    "'changeme@0123456789', never been filled in",
    "'changeme,a@example.com', never been filled in",
    "'changemechangemechangemechangeme', never been filled in",
    "'<client secret>', never been filled in",
    "'your-client-secret', never been filled in",
    "'${nowhere.to.be.found}', cannot be resolved"
  })
  void read_secretThatIsNone_isRefusedWithoutShowingIt(String value, String what) {
    given.put("latchkey.zoom.client-secret", value);
    String refusal = refusal();
    assertTrue(refusal.contains("latchkey.zoom.client-secret "), refusal);
    assertTrue(refusal.contains(what), refusal);
    assertFalse(refusal.contains("s3"), refusal);
  }

  @Test
  void read_shortCallbackToken_isRefusedWithoutShowingIt() {
    given.put("latchkey.callback.token", TOKEN + ",tooshort");
    assertRefused("latchkey.callback.token", "shorter than 32");
    assertFalse(refusal().contains("tooshort"));
  }

  @ParameterizedTest
  @ValueSource(strings = {",", "x,", "0123456789abcdef0123456789abcdef,"})
  void read_emptyCallbackTokenAmongSeveral_isRefused(String tokens) {
    given.put("latchkey.callback.token", tokens);
    assertRefused("latchkey.callback.token", "shorter than 32");
  }

  @ParameterizedTest
  @CsvSource({
    "latchkey.zak.ttl, PT0S, must be from",
    "latchkey.zak.ttl, -PT1H, must be from",
    "latchkey.zak.ttl, 2h, ISO-8601",
    "latchkey.zak.reuse-for, -PT1S, must be from",
    "latchkey.zak.reuse-for, soon, ISO-8601",
    "latchkey.request-deadline, PT0S, must be from",
    "latchkey.zak.max-users, 0, integer",
    "latchkey.zak.max-users, many, integer",
    "latchkey.zak.min-remaining, PT2H, shorter than latchkey.zak.ttl (PT2H)",
    "latchkey.zak.reuse-for, PT1H46M, must not exceed",
    "latchkey.zak.outage-reuse-for, PT30S, not shorter than latchkey.zak.reuse-for (PT1M)",
    "latchkey.zoom.connect-timeout, PT3S, must not exceed",
    "latchkey.access-token.unusable-before, PT10M, must be shorter",
    "latchkey.zoom.user, a/b, must be a Zoom user id",
    "latchkey.zoom.client-id, a:b, colon",
    "latchkey.zoom.accounts, default, twice",
    "latchkey.zoom.accounts, Sales, [a-z][a-z0-9]*",
    "latchkey.zoom.oauth-url, http://zoom.us, must be https",
    "latchkey.zoom.api-url, http://10.0.0.1:80, must be https",
    "latchkey.zoom.api-url, http://localhost.evil.example, must be https",
    "latchkey.zoom.api-url, zoom.us, https URL",
    "latchkey.zoom.api-url, ftp://zoom.us, https URL",
    "latchkey.zoom.api-url, https://user@zoom.us, https URL",
    "latchkey.zoom.api-url, https://zoom.us?a, https URL",
    "latchkey.zoom.api-url, https://api.zoom.us/v2/, https URL",
    "latchkey.zoom.api-url, https://api.zoom.us:99999, https URL",
    "latchkey.zoom.attempt-timeout, PT3S, must be from"
  })
  void read_valueOutOfRangeOrContradictory_isRefused(String key, String value, String what) {
    given.put(key, value);
    assertRefused(key, what);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8090/, http://localhost:8090",
    "http://127.0.0.1:8090, http://127.0.0.1:8090",
    "http://[::1]:8090, http://[::1]:8090",
    "https://proxy.example/zoom/, https://proxy.example/zoom"
  })
  void read_url_loopbackMayBePlain(String given, String expected) {
    this.given.put("latchkey.zoom.api-url", given);
    assertEquals(URI.create(expected), read().zoom().apiUrl());
  }

  @Test
  void read_zeroDurations_meanNever() {
    given.put("latchkey.zak.reuse-for", "PT0S");
    given.put("latchkey.zak.outage-reuse-for", "PT0S");
    assertTrue(read().tokens().zakRule().reuseFor().isZero());
  }

  @Test
  void read_furtherAccountIncomplete_namesItsKeys() {
    given.put("latchkey.zoom.accounts", "sales,sales");
    String refusal = refusal();
    assertTrue(refusal.contains("latchkey.zoom.account.sales.client-secret is missing"), refusal);
    assertTrue(refusal.contains("latchkey.zoom.accounts names an account twice"), refusal);
  }

  @Test
  void toString_ofTheSettings_holdsNoSecret() {
    String printed = read().toString();
    assertFalse(printed.contains("s3cr3t") || printed.contains(TOKEN), printed);
  }

  /**
   * Any value of any key is either refused without being shown, or a value that the key may have.
   * The values have at least 12 characters, so that the message cannot contain them by chance.
   */
  @Property(tries = 1000)
  void read_anyValue_isRefusedWithoutBeingShown_orInRange(
      @ForAll @IntRange(max = 100) int index,
      @ForAll @StringLength(min = 12, max = 60) String value) {
    ConfigurationKey key = withDefault(index);
    given.put(key.name(), value);
    try {
      read();
      assertTrue(isInRange(key, value), key.name());
    } catch (ConfigurationRefused refused) {
      assertFalse(refused.getMessage().contains(value), refused::getMessage);
    }
  }

  /**
   * A number outside of the range that the key declares is refused. A number in the range is
   * accepted, unless it contradicts another key.
   */
  @Property(tries = 500)
  void read_anyNumber_isRefusedOutOfRange(
      @ForAll @IntRange(max = 100) int index,
      @ForAll @IntRange(min = -10, max = 2_000_000) int number) {
    ConfigurationKey key = withRange(index);
    String value =
        key.type() == ConfigurationKey.Type.NUMBER
            ? Integer.toString(number)
            : Duration.ofMillis(number * 20L).toString();
    given.put(key.name(), value);
    try {
      read();
      assertTrue(isInRange(key, value), key.name() + "=" + value);
    } catch (ConfigurationRefused refused) {
      assertTrue(
          !isInRange(key, value) || refused.getMessage().contains(" must "), refused::getMessage);
    }
  }

  private static ConfigurationKey withDefault(int index) {
    List<ConfigurationKey> keys =
        ConfigurationKeys.ALL.stream()
            .filter(key -> !key.defaultValue().isEmpty() && !key.name().contains("<"))
            .toList();
    return keys.get(index % keys.size());
  }

  private static ConfigurationKey withRange(int index) {
    List<ConfigurationKey> keys =
        ConfigurationKeys.ALL.stream()
            .filter(key -> !key.atLeast().isEmpty() && !key.name().contains("<"))
            .toList();
    return keys.get(index % keys.size());
  }

  private static boolean isInRange(ConfigurationKey key, String value) {
    return switch (key.type()) {
      case NUMBER -> {
        long number = Long.parseLong(value);
        yield number >= Long.parseLong(key.atLeast()) && number <= Long.parseLong(key.atMost());
      }
      case DURATION -> {
        Duration duration = Duration.parse(value);
        yield duration.compareTo(Duration.parse(key.atLeast())) >= 0
            && duration.compareTo(Duration.parse(key.atMost())) <= 0;
      }
      case URL -> URI.create(value).getHost() != null;
      case TEXT -> UserId.parse(value).isPresent();
      case FLAG -> value.equals("true") || value.equals("false");
      case SECRET, SECRETS, LIST -> true;
    };
  }
}
