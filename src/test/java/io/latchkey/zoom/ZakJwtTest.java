package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZakJwtTest {

  private static String jwt(String claims) {
    return "e30." + Base64.getUrlEncoder().encodeToString(claims.getBytes(UTF_8)) + ".c2ln";
  }

  @Test
  void expiry_ofAJwt() {
    assertEquals(
        Optional.of(Instant.ofEpochSecond(1_772_442_000)),
        ZakJwt.expiry(jwt("{\"exp\":1772442000}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "a.b", "a.b.c", "..", "a.e30.c", "a.@@@.c", "a.b.c.d", "e30.bnVsbA.c"})
  void expiry_ofAnythingElse_isNone(String zak) {
    assertEquals(Optional.empty(), ZakJwt.expiry(zak));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"exp\":null}", "{\"exp\":1e300}", "{\"exp\":\"soon\"}"})
  void expiry_absurd_isNone(String claims) {
    assertEquals(Optional.empty(), ZakJwt.expiry(jwt(claims)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-1e300", "\"-9e99\"", "0", "0.5"})
  void expiry_longPast_isPast(String exp) {
    assertEquals(Optional.of(Instant.EPOCH), ZakJwt.expiry(jwt("{\"exp\":" + exp + "}")));
  }

  @Property
  void expiry_ofAnyText_neverThrows(@ForAll String text) {
    ZakJwt.expiry(text);
    ZakJwt.expiry(jwt(text));
  }
}
