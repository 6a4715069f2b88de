package io.latchkey.caller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.secret.Secret;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedTokensTest {

  private static final Instant NOW = Instant.parse("2026-11-25T09:00:00Z");
  private static final HmacKey OLD = key("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  private static final HmacKey NEW = key("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=");

  private static HmacKey key(String base64) {
    return HmacKey.parse(Secret.of(base64)).orElseThrow();
  }

  private static SignedTokens tokens(HmacKey... keys) {
    return new SignedTokens(List.of(keys));
  }

  private static SignedToken order() {
    return NewSignedTokenFields.read(
        Map.of(
            "caller", "recall",
            "kinds", "zak,obf",
            "account", "sales",
            "user", "anna@example.com",
            "meeting_id", "123 4567 8901",
            "expires_in", "3600"),
        NOW);
  }

  @Test
  void whatWasMade_isRead() {
    SignedToken read = tokens(OLD).read(tokens(OLD).make(order())).orElseThrow();
    assertEquals("recall", read.caller());
    assertEquals(Set.of("zak", "obf"), read.rights().kinds());
    assertEquals(Set.of("sales"), read.rights().accounts());
    assertEquals(Set.of("anna@example.com"), read.rights().users());
    assertEquals(Set.of("12345678901"), read.rights().meetings());
    assertEquals(NOW.plusSeconds(3600), read.expiresAt());
  }

  @Test
  void token_needsNoEncodingInAUrl() {
    assertTrue(
        tokens(OLD).make(order()).reveal().matches("lk1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}"));
  }

  @Test
  void tokenOfAGrant_hasAVersionOfItsOwn() {
    SignedToken order =
        NewSignedTokenFields.read(
            Map.of("caller", "recall", "kinds", "obf", "account", "crm", "grant", "4711"), NOW);
    String token = tokens(OLD).make(order).reveal();
    assertTrue(token.startsWith("lk2."), token);
    assertEquals(
        Set.of("grant:4711"), tokens(OLD).read(Secret.of(token)).orElseThrow().rights().users());
    String before = "lk1" + token.substring(3, token.lastIndexOf('.'));
    String resigned =
        before
            + "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(OLD.hmac(before.getBytes(UTF_8)));
    assertTrue(tokens(OLD).read(Secret.of(resigned)).isEmpty(), "an older build does not know it");
  }

  @Test
  void keys_areRotated() {
    Secret byOld = tokens(OLD).make(order());
    assertTrue(tokens(NEW, OLD).read(byOld).isPresent());
    Secret byNew = tokens(NEW, OLD).make(order());
    assertTrue(tokens(NEW).read(byNew).isPresent(), "the first key signs");
    assertTrue(tokens(NEW).read(byOld).isEmpty());
  }

  @Test
  void noKeys_noTokens() {
    assertFalse(tokens().isEnabled());
    assertThrows(IllegalStateException.class, () -> tokens().make(order()));
    assertTrue(tokens().read(tokens(OLD).make(order())).isEmpty());
  }

  @Test
  void token_expires() {
    Secret token = tokens(OLD).make(order());
    SignedToken read = tokens(OLD).read(token).orElseThrow();
    assertTrue(read.isValidAt(NOW.plusSeconds(3599)));
    assertFalse(read.isValidAt(NOW.plusSeconds(3600)));
  }

  @Test
  void tokenThatWasAltered_isNone() {
    String token = tokens(OLD).make(order()).reveal();
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String altered = token.substring(0, i) + other + token.substring(i + 1);
      assertEquals(Optional.empty(), tokens(OLD).read(Secret.of(altered)), "letter " + i);
    }
  }

  /**
   * The last of 43 Base64 characters has two unused bits, so four characters decode to the same
   * bytes.
   */
  @Test
  void token_hasOneSpelling() {
    String token = tokens(OLD).make(order()).reveal();
    String before = token.substring(0, token.length() - 1);
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    long known =
        letters
            .chars()
            .filter(last -> tokens(OLD).read(Secret.of(before + (char) last)).isPresent())
            .count();
    assertEquals(1, known);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lk1", "lk1..", "lk1.AAAA.AAAA", "lk2.AAAA.AAAA", "0123456789abcdef"})
  void whatIsNoToken_isNone(String text) {
    assertEquals(Optional.empty(), tokens(OLD).read(Secret.of(text)));
  }

  @Test
  void order_isNarrowUnlessItSaysMore() {
    SignedToken order = NewSignedTokenFields.read(Map.of("caller", "recall", "kinds", "zak"), NOW);
    assertEquals(
        new Rights(Set.of("zak"), Set.of("default"), Set.of("own"), Set.of("*")), order.rights());
    assertEquals(NOW.plusSeconds(86_400), order.expiresAt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "caller|Recall|caller must",
        "caller|a b|caller must",
        "kinds|zak,zac|kinds must",
        "kinds|*|kinds must",
        "account|*|account must",
        "account|a b|account must",
        "user|a/b|user must",
        "meeting_id|12|meeting_id must",
        "expires_in|59|expires_in must",
        "expires_in|31622401|expires_in must",
        "expires_in|1h|expires_in must",
        "acount|x|it knows account, caller"
      })
  void order_thatIsWrong_saysWhere(String field, String value, String words) {
    Map<String, String> fields =
        new java.util.HashMap<>(Map.of("caller", "recall", "kinds", "zak"));
    fields.put(field, value);
    var refused =
        assertThrows(IllegalArgumentException.class, () -> NewSignedTokenFields.read(fields, NOW));
    assertTrue(refused.getMessage().startsWith(words), refused.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> NewSignedTokenFields.read(Map.of("caller", "recall"), NOW));
  }

  @ParameterizedTest
  @ValueSource(longs = {60, 31_622_400})
  void order_livesFromAMinuteToAYear(long seconds) {
    SignedToken order =
        NewSignedTokenFields.read(
            Map.of("caller", "recall", "kinds", "zak", "expires_in", Long.toString(seconds)), NOW);
    assertEquals(NOW.plusSeconds(seconds), order.expiresAt());
  }
}
