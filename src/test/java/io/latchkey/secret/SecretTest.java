package io.latchkey.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

  private static final String VALUE = "0123456789abcdef0123456789abcdef";

  private final Secret secret = Secret.of(VALUE);

  @Test
  void toString_printsNothingOfIt() {
    String printed = "%s %s %s".formatted(secret, List.of(secret), new Holder(secret));
    assertFalse(printed.contains("0123"), printed);
  }

  @Test
  void toString_saysWhatItIs() {
    assertEquals("Secret[hidden]", secret.toString());
  }

  @Test
  void equals_theTextItself_isNoSecret() {
    assertNotEquals(secret, (Object) VALUE);
    assertNotEquals(0, secret.hashCode());
  }

  private record Holder(Secret secret) {}

  @Test
  void stackTrace_printsNothingOfIt() {
    StringWriter trace = new StringWriter();
    new IllegalStateException("failed with " + secret).printStackTrace(new PrintWriter(trace));
    assertFalse(trace.toString().contains("0123"));
  }

  @Test
  void hashCode_isNoPieceOfTheValue() {
    assertEquals(secret.hashCode(), Secret.of("other").hashCode());
  }

  @Test
  void equals_sameValue() {
    assertEquals(secret, Secret.of(VALUE));
    assertTrue(secret.reveal().equals(VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0",
        "0123456789abcdef0123456789abcdeg",
        "1123456789abcdef0123456789abcdef",
        "0123456789ABCDEF0123456789ABCDEF",
        "ünïcode"
      })
  void equals_anythingElse_isAnother(String other) {
    assertNotEquals(secret, Secret.of(other));
  }

  /**
   * The digits are the output of {@code printf %s 0123456789abcdef0123456789abcdef | sha256sum}.
   */
  @Test
  void hash_isKnownByItsDigits_andPrintsNothing() {
    String digits = "3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9";
    SecretHash hash = Secret.of("0123456789abcdef0123456789abcdef").hash();
    assertEquals(hash, SecretHash.parse(digits).orElseThrow());
    assertEquals(hash.hashCode(), SecretHash.parse(digits).orElseThrow().hashCode());
    assertNotEquals(hash.hashCode(), Secret.of("another").hash().hashCode());
    assertNotEquals(hash, Secret.of("another").hash());
    assertEquals("3eb1bd439947eb76", hash.fingerprint());
    assertEquals("SecretHash[hidden]", hash.toString());
    assertTrue(SecretHash.parse(digits + "0").isEmpty());
    assertTrue(SecretHash.parse(digits.substring(1)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 16, 31, 32, 47, 48, 63})
  void hashes_thatDifferInOneDigit_areNotEqual(int digit) {
    StringBuilder hex = new StringBuilder("0".repeat(64));
    SecretHash zero = SecretHash.parse(hex.toString()).orElseThrow();
    assertEquals(zero, SecretHash.parse(hex.toString()).orElseThrow());
    hex.setCharAt(digit, '1');
    assertNotEquals(zero, SecretHash.parse(hex.toString()).orElseThrow());
  }

  @Test
  void fingerprint_isTheBeginningOfTheHash() {
    String hex = "0123456789abcdef".repeat(4);
    assertEquals("0123456789abcdef", SecretHash.parse(hex).orElseThrow().fingerprint());
  }
}
