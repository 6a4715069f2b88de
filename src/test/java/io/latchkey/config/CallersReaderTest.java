package io.latchkey.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.caller.Caller;
import io.latchkey.caller.Caller.Rule;
import io.latchkey.caller.Rights;
import io.latchkey.secret.Secret;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how callers, pools and operators are read from the configuration. */
class CallersReaderTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String OTHER = "fedcba9876543210fedcba9876543210";
  private static final String HASH =
      "3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9";
  private static final String WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final Map<String, String> given = new HashMap<>();

  CallersReaderTest() {
    given.put("latchkey.zoom.account-id", "acc");
    given.put("latchkey.zoom.client-id", "client");
    given.put("latchkey.zoom.client-secret", "s3cr3t-value");
  }

  private Settings read() throws IOException {
    return read(new PropertiesConfigSource(given, "given", 300));
  }

  private Settings read(ConfigSource... sources) throws IOException {
    var defaults =
        Objects.requireNonNull(getClass().getResource("/META-INF/microprofile-config.properties"));
    return SettingsReader.read(
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(new PropertiesConfigSource(defaults))
            .withSources(sources)
            .build());
  }

  private List<Caller> callers() throws IOException {
    return read().access().callers().all();
  }

  private String refusal() {
    return assertThrows(ConfigurationRefused.class, this::read).getMessage();
  }

  @Test
  void callbackToken_isTheDefaultCallers_whoMayAskForEverything() throws IOException {
    given.put("latchkey.callback.token", TOKEN + "," + OTHER);
    Caller caller = callers().get(0);
    assertEquals(1, callers().size());
    assertEquals("default", caller.name());
    assertEquals(Rule.TOKEN, caller.rule());
    assertEquals(2, caller.tokens().size());
    assertEquals(Rights.EVERYTHING, caller.rights());
    assertFalse(read().access().operatorTokens().isConfigured());
    assertFalse(read().access().operatorTokens().metricsConfigured());
    assertFalse(read().access().callers().signedTokens().isEnabled());
  }

  @Test
  void metricsToken_mayStandAlone_butIsNotTheOperators() throws IOException {
    given.put("latchkey.callback.token", TOKEN);
    given.put("latchkey.metrics.token", OTHER);
    assertFalse(read().access().operatorTokens().isConfigured());
    assertTrue(read().access().operatorTokens().opensMetrics(Secret.of(OTHER)));
    given.put("latchkey.operator.token", OTHER);
    assertTrue(
        refusal().contains("latchkey.metrics.token is the operator token too"), this::refusal);
  }

  @Test
  void defaultCaller_maySignToo() throws IOException {
    given.put("latchkey.callback.token", TOKEN);
    given.put("latchkey.caller.default.signing-secret", WHSEC);
    assertEquals(Rule.BOTH, callers().get(0).rule());
  }

  @Test
  void namedCallers_makeTheCallbackTokenUnnecessary() throws IOException {
    given.put("latchkey.callers", "recall,attendee");
    given.put("latchkey.caller.recall.token", TOKEN);
    given.put("latchkey.caller.attendee.signing-secret", WHSEC);
    given.put("latchkey.caller.attendee.proof", "signature");
    assertEquals(List.of("recall", "attendee"), callers().stream().map(Caller::name).toList());
    given.put("latchkey.callback.token", OTHER);
    assertEquals("default", callers().get(0).name());
  }

  @Test
  void token_asHashWithItsEnd() throws IOException {
    given.put("latchkey.callback.token", "sha256:" + HASH + ";expires=2027-01-31T00:00:00Z");
    var token = callers().get(0).tokens().get(0);
    assertEquals(Optional.of(Instant.parse("2027-01-31T00:00:00Z")), token.expiresAt());
    given.put("latchkey.callback.token", TOKEN);
    assertTrue(token.sameAs(callers().get(0).tokens().get(0)));
  }

  @Test
  void caller_readsAllItsKeys() throws IOException {
    given.put("latchkey.zoom.accounts", "sales");
    given.put("latchkey.zoom.account.sales.account-id", "a");
    given.put("latchkey.zoom.account.sales.client-id", "c");
    given.put("latchkey.zoom.account.sales.client-secret", "s3cr3t-value");
    given.put("latchkey.pools", "rooms");
    given.put("latchkey.pool.rooms", "default,sales/bot1@example.com");
    given.put("latchkey.pools.meeting-for", "PT1H");
    given.put("latchkey.callers", "recall");
    given.put("latchkey.caller.recall.token", TOKEN);
    given.put("latchkey.caller.recall.signing-secret", WHSEC + "," + WHSEC);
    given.put("latchkey.caller.recall.proof", "either");
    given.put("latchkey.caller.recall.signature-tolerance", "PT1M");
    given.put("latchkey.caller.recall.kinds", "zak,obf");
    given.put("latchkey.caller.recall.accounts", "sales,rooms");
    given.put("latchkey.caller.recall.users", "own,anna@example.com");
    given.put("latchkey.operator.token", OTHER);
    given.put("latchkey.signed-url.key", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    Settings settings = read();
    Caller recall = settings.access().callers().all().get(0);
    assertEquals(Rule.EITHER, recall.rule());
    assertEquals(2, recall.secrets().size());
    assertEquals(Duration.ofMinutes(1), recall.tolerance());
    assertEquals(
        new Rights(
            Set.of("zak", "obf"),
            Set.of("sales", "rooms"),
            Set.of("own", "anna@example.com"),
            Set.of("*")),
        recall.rights());
    assertTrue(settings.access().callers().signedTokens().isEnabled());
    assertTrue(settings.access().operatorTokens().opens(Secret.of(OTHER)));
    assertFalse(settings.access().operatorTokens().opens(Secret.of(TOKEN)));
    assertEquals("rooms", settings.accounts().pools().get(0).name());
    assertEquals("sales", settings.accounts().pools().get(0).members().get(1).account());
    assertEquals(Duration.ofHours(1), settings.accounts().meetingFor());
    assertEquals(List.of(), settings.unknownKeys());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latchkey.callers|Recall|latchkey.callers has a name",
        "latchkey.callers|default|latchkey.callers names a caller twice",
        "latchkey.callers|recall,recall|latchkey.callers names a caller twice",
        "latchkey.callers|recall|latchkey.caller.recall.token is missing",
        "latchkey.callback.token|short|latchkey.callback.token has a token shorter than 32",
        "latchkey.callback.token|sha256:12|latchkey.callback.token has a sha256: without",
        "latchkey.callback.token|0123456789abcdef0123456789abcdef;expires=soon|no instant",
        "latchkey.caller.default.signing-secret|whsec_AAAA|must be Base64 of at least 24 bytes",
        "latchkey.caller.default.signing-secret|not base64 at all|latchkey.caller.default.signing-secret",
        "latchkey.caller.default.proof|none|must be token, signature, both or either",
        "latchkey.caller.default.proof|both|latchkey.caller.default.signing-secret is missing",
        "latchkey.caller.default.proof|signature|latchkey.caller.default.signing-secret is missing",
        "latchkey.caller.default.signature-tolerance|PT2H|must be from PT1S to PT1H",
        "latchkey.caller.default.kinds|zak,zac|must be * or of zak, obf, join-token",
        "latchkey.caller.default.accounts|nowhere|must be * or of the configured accounts and pools: default",
        "latchkey.caller.default.users|a/b|must be * or of users",
        "latchkey.signed-url.key|short|latchkey.signed-url.key must be Base64",
        "latchkey.operator.token|short|latchkey.operator.token is shorter than 32",
        "latchkey.metrics.token|short|latchkey.metrics.token is shorter than 32",
        "latchkey.metrics.token|" + TOKEN + "|latchkey.metrics.token is a callback token too",
        "latchkey.operator.token|" + TOKEN + "|latchkey.operator.token is a callback token too",
        "latchkey.caller.default.signing-secret|''|signing-secret is empty: remove it for the default",
        "latchkey.caller.default.proof|''|proof is empty: remove it for the default",
        "latchkey.caller.default.kinds|''|kinds is empty: remove it for the default",
        "latchkey.caller.default.accounts|''|accounts is empty: remove it for the default",
        "latchkey.caller.default.users|''|users is empty: remove it for the default",
        "latchkey.caller.default.acounts|default|latchkey.caller.default.acounts is no key of a caller",
        "latchkey.pools|default|latchkey.pools has the name of an account",
        "latchkey.pools|Rooms|latchkey.pools has a name",
        "latchkey.pools|rooms|latchkey.pool.rooms is missing",
        "latchkey.pools.meeting-for|PT1S|latchkey.pools.meeting-for must be from"
      })
  void wrongValue_isNamed(String key, String value, String words) {
    given.put("latchkey.callback.token", TOKEN);
    given.put(key, value);
    String refusal = refusal();
    assertTrue(refusal.contains(words), refusal);
    assertFalse(refusal.contains(TOKEN), "never a value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nowhere|must be of the configured accounts, account/user or account/grant:reference",
        "default/a b|holds white space",
        "default/a/b|must be of the configured accounts, account/user or account/grant:reference",
        "default,default|names a member twice",
        "default,default/me|names a member twice",
        "default/anna@example.com,default/Anna@example.com|names a member twice"
      })
  void poolMember_thatIsNone_isNamed(String members, String words) {
    given.put("latchkey.callback.token", TOKEN);
    given.put("latchkey.pools", "rooms");
    given.put("latchkey.pool.rooms", members);
    assertTrue(refusal().contains("latchkey.pool.rooms " + words), this::refusal);
  }

  /** Such a token would not show which of the two callers sends a request. */
  @Test
  void tokenOfTwoCallers_isRefused() {
    given.put("latchkey.callback.token", TOKEN);
    given.put("latchkey.callers", "recall");
    given.put("latchkey.caller.recall.token", "sha256:" + HASH);
    for (String key : List.of("latchkey.callback.token", "latchkey.caller.recall.token")) {
      assertTrue(
          refusal().contains("- " + key + " has a token of another caller too"), this::refusal);
    }
  }

  /**
   * Recall signs for a whole workspace. Two callers in one workspace need a token each, which tells
   * them apart.
   */
  @ParameterizedTest
  @CsvSource({"both,false", "token,false", "signature,true", "either,true"})
  void signingSecretOfTwoCallers_isRefusedWhereASignatureIsEnough(String proof, boolean refused)
      throws IOException {
    given.put("latchkey.callers", "recall,other");
    given.put("latchkey.caller.recall.token", TOKEN);
    given.put("latchkey.caller.recall.signing-secret", WHSEC);
    given.put("latchkey.caller.other.token", OTHER);
    given.put("latchkey.caller.other.signing-secret", WHSEC.substring(6));
    given.put("latchkey.caller.other.proof", proof);
    if (refused) {
      assertTrue(
          refusal().contains("latchkey.caller.other.signing-secret has a secret of another caller"),
          this::refusal);
    } else {
      assertEquals(2, callers().size());
    }
  }

  /** A platform that knows such a key could make callback tokens for every caller. */
  @Test
  void keyOfSignedTokens_isNobodysSigningSecret() {
    given.put("latchkey.callback.token", TOKEN);
    given.put("latchkey.caller.default.signing-secret", WHSEC);
    given.put("latchkey.signed-url.key", WHSEC);
    assertTrue(
        refusal().contains("latchkey.signed-url.key has a signing secret of caller default"),
        this::refusal);
  }

  /** Otherwise the caller that was meant could still ask for everything. */
  @ParameterizedTest
  @ValueSource(strings = {"latchkey.caller.recal.accounts", "LATCHKEY_CALLER_RECALL_ACOUNTS"})
  void keyOfACallerThatIsNotNamed_isRefused(String key) {
    given.put("latchkey.callback.token", TOKEN);
    given.put("latchkey.callers", "recall");
    given.put("latchkey.caller.recall.token", OTHER);
    given.put(key, "default");
    assertTrue(
        refusal().contains(key + " is no key of a caller that latchkey.callers names"),
        this::refusal);
  }

  /**
   * From such a variable SmallRye also makes {@code latchkey.caller.recall.signing.secret}, which
   * is not a key.
   */
  @Test
  void variablesOfTheEnvironment_areKnown() throws IOException {
    Map<String, String> variables =
        Map.of(
            "LATCHKEY_ZOOM_CLIENT_SECRET", "s3cr3t-of-the-environment",
            "LATCHKEY_CALLERS", "recall",
            "LATCHKEY_CALLER_RECALL_TOKEN", TOKEN,
            "LATCHKEY_CALLER_RECALL_SIGNING_SECRET", WHSEC,
            "LATCHKEY_CALLER_RECALL_SIGNATURE_TOLERANCE", "PT1M");
    Settings settings =
        read(new PropertiesConfigSource(given, "given", 100), new EnvConfigSource(variables, 300));
    assertEquals(List.of(), settings.unknownKeys());
    assertEquals(Rule.BOTH, settings.access().callers().all().get(0).rule());
  }

  @Test
  void variablesOfKubernetes_areNotOurs() throws IOException {
    given.put("latchkey.callback.token", TOKEN);
    given.put("LATCHKEY_SERVICE_HOST", "10.0.0.1");
    given.put("LATCHKEY_PORT", "tcp://10.0.0.1:8080");
    given.put("LATCHKEY_PORT_8080_TCP_ADDR", "10.0.0.1");
    given.put("LATCHKEY_BOTS_SERVICE_PORT_HTTP", "8080");
    given.put("LATCHKEY_BOTS_PORT_8080_TCP_PROTO", "tcp");
    given.put("LATCHKEY_ZAK_REUSEFOR", "PT1M");
    given.put("LATCHKEY_ZAK_REUSE_FOR", "PT1M");
    assertEquals(List.of("LATCHKEY_ZAK_REUSEFOR"), read().unknownKeys());
  }
}
