package io.latchkey.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.UserId;
import java.security.SecureRandom;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantNameTest {

  private static final GrantId ID = GrantId.random(new SecureRandom());
  private static final FoundGrant GRANT =
      new FoundGrant(ID, "crm", "kZ1", "anna@example.com", Set.of(new Reference("crm-4711")));

  @ParameterizedTest
  @ValueSource(strings = {"4711", "a", "A.b_c~d:e@f-g", "g_short", "user@example.com"})
  void reference_isTakenAsItIs(String text) {
    assertEquals(text, Reference.parse(text).orElseThrow().value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a/b",
        "a,b",
        "ä",
        "a\n",
        "g_0123456789abcdefghjkmnpqrs",
        "G_0123456789ABCDEFGHJKMNPQRS",
        "g_uuuuuuuuuuuuuuuuuuuuuuuuuu"
      })
  void noReference_isRefused(String text) {
    assertTrue(Reference.parse(text).isEmpty());
  }

  @Test
  void longReference_isRefused() {
    assertTrue(Reference.parse("a".repeat(128)).isPresent());
    assertTrue(Reference.parse("a".repeat(129)).isEmpty());
  }

  @Test
  void id_isOfItsOwnForm() {
    assertEquals(28, ID.value().length());
    assertEquals(ID, GrantId.parse(ID.value()).orElseThrow());
    assertEquals(ID, GrantName.parse(ID.value()).orElseThrow().id());
    assertTrue(GrantName.parse("G" + ID.value().substring(1)).isEmpty());
  }

  @Test
  void everyPart_mustNameTheSameGrant() {
    GrantName reference = GrantName.parse("crm-4711").orElseThrow();
    assertTrue(reference.isOf(GRANT));
    assertTrue(reference.and(new UserId("kZ1")).isOf(GRANT));
    assertTrue(reference.and(new UserId("Anna@Example.com")).isOf(GRANT));
    assertFalse(reference.and(new UserId("kZ2")).isOf(GRANT));
    assertFalse(GrantName.parse("CRM-4711").orElseThrow().isOf(GRANT), "case counts");
    assertFalse(GrantName.of(new UserId("crm-4711")).isOf(GRANT), "a reference is no user");
    assertFalse(GrantName.parse("kZ1").orElseThrow().isOf(GRANT), "a user is no reference");
  }
}
