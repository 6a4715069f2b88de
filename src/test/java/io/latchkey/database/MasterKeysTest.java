package io.latchkey.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.database.MasterKeys.Place;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeysTest {

  private static final Place PLACE = new Place("grant.refresh_token", "g_1", 7);
  private static final Secret TOKEN = Secret.of("a-token-of-zoom");

  private final MasterKeys keys = TestDatabase.keys();

  @Test
  void sealedToken_isOpenedInItsPlace_andIsNeverTheSameTwice() {
    byte[] sealed = keys.seal(TOKEN, PLACE);
    assertEquals(TOKEN, keys.open(sealed, PLACE));
    assertFalse(Arrays.equals(sealed, keys.seal(TOKEN, PLACE)));
    assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("token"));
  }

  @Test
  void otherPlaces_doNotOpenIt() {
    byte[] sealed = keys.seal(TOKEN, PLACE);
    for (Place other :
        List.of(
            new Place("grant.access_token", "g_1", 7),
            new Place("grant.refresh_token", "g_2", 7),
            new Place("grant.refresh_token", "g_1", 8))) {
      assertThrows(DatabaseUnavailable.class, () -> keys.open(sealed, other), other::toString);
    }
  }

  @Test
  void changedByte_isNoticed_whereverItIs() {
    byte[] sealed = keys.seal(TOKEN, PLACE);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThrows(DatabaseUnavailable.class, () -> keys.open(changed, PLACE), "byte " + i);
    }
    assertThrows(DatabaseUnavailable.class, () -> keys.open(new byte[5], PLACE));
  }

  @Test
  void newKeyInFront_encrypts_andTheOldOneStillDecrypts() {
    byte[] old = keys.seal(TOKEN, PLACE);
    MasterKeys both = TestDatabase.keys(2, 1);
    assertEquals(TOKEN, both.open(old, PLACE));
    byte[] fresh = both.seal(TOKEN, PLACE);
    assertEquals(TOKEN, TestDatabase.keys(2).open(fresh, PLACE));
    DatabaseUnavailable missing =
        assertThrows(DatabaseUnavailable.class, () -> TestDatabase.keys(2).open(old, PLACE));
    assertTrue(missing.diagnosis().contains(keys.currentId()), missing.diagnosis());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "AAAA", "not base64!", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"})
  void keyThatIsNot32Bytes_isRefused(String text) {
    assertTrue(MasterKeys.parse(List.of(Secret.of(text))).isEmpty());
  }

  @Test
  void keys_neverPrintThemselves() {
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    String printed = MasterKeys.parse(List.of(Secret.of(key))).orElseThrow().toString();
    assertFalse(printed.contains(key));
  }
}
