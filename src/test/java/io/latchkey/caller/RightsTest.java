package io.latchkey.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.token.TokenKind;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightsTest {

  private static final Set<String> ALL = Set.of(Rights.ALL);

  private static Rights users(String... users) {
    return new Rights(ALL, ALL, Set.of(users), ALL);
  }

  @Test
  void everything_isAllowedAndNothingTheOnlyOne() {
    Rights rights = Rights.EVERYTHING;
    assertTrue(rights.mayAskFor(TokenKind.OBF));
    assertTrue(rights.mayUseAccount("any"));
    assertTrue(rights.mayUseUser("any"));
    assertTrue(rights.mayUseUser(null));
    assertTrue(rights.mayUseMeeting(null));
    assertEquals(Optional.empty(), rights.onlyAccount());
    assertEquals(Optional.empty(), rights.onlyUser());
  }

  @Test
  void users_ownMeansThatNoneIsNamed() {
    assertTrue(users("own").mayUseUser(null));
    assertFalse(users("own").mayUseUser("anna"));
    assertFalse(users("anna", "ben").mayUseUser(null));
    assertTrue(users("anna", "ben").mayUseUser("ben"));
    assertEquals(Optional.of("anna"), users("anna").onlyUser());
    assertEquals(Optional.empty(), users("own").onlyUser());
    assertEquals(Optional.empty(), users("anna", "ben").onlyUser());
  }

  /** Zoom ignores the case of e-mail addresses. */
  @Test
  void users_eMailAddressesAreComparedWithoutCase() {
    assertTrue(users("bot@example.com").mayUseUser("Bot@Example.com"));
    assertTrue(users("Bot@Example.com").mayUseUser("bot@example.com"));
    assertFalse(users("AbC").mayUseUser("abc"), "an id is compared as it is written");
    assertEquals(Optional.of("bot@example.com"), users("BOT@example.com").onlyUser());
  }

  /** An upgrade must not hand access tokens to callers who may ask for everything. */
  @Test
  void accessToken_mustBeNamed() {
    Rights named = new Rights(Set.of("*", "access-token"), ALL, ALL, ALL);
    assertFalse(Rights.EVERYTHING.mayAskFor(TokenKind.ACCESS_TOKEN));
    assertTrue(named.mayAskFor(TokenKind.ACCESS_TOKEN));
    assertTrue(named.mayAskFor(TokenKind.OBF));
    Rights only = new Rights(Set.of("access-token"), ALL, ALL, ALL);
    assertFalse(only.mayAskFor(TokenKind.ZAK));
    assertTrue(named.intersect(only).mayAskFor(TokenKind.ACCESS_TOKEN));
    assertFalse(named.intersect(only).mayAskFor(TokenKind.ZAK));
    // A signed callback token never opens what the caller's own kinds do not name.
    assertTrue(Rights.EVERYTHING.intersect(only).allowNothing());
    assertEquals(Rights.EVERYTHING, Rights.EVERYTHING.intersect(Rights.EVERYTHING));
    assertFalse(Rights.EVERYTHING.intersect(named).mayAskFor(TokenKind.ACCESS_TOKEN));
  }

  @Test
  void grant_isAllowedByOneOfItsNames() {
    Set<String> names = Set.of("kZ1", "anna@example.com", "grant:crm-4711");
    assertTrue(Rights.EVERYTHING.mayUseGrant(() -> names));
    assertTrue(users("grant:crm-4711").mayUseGrant(() -> names));
    assertTrue(users("Anna@example.com").mayUseGrant(() -> names));
    assertFalse(users("grant:CRM-4711").mayUseGrant(() -> names), "the case of a reference counts");
    assertFalse(users("crm-4711").mayUseGrant(() -> names));
    assertFalse(users("own").mayUseGrant(() -> names));
    assertEquals(Optional.of("crm-4711"), users("grant:crm-4711").onlyGrant());
    assertEquals(Optional.empty(), users("grant:crm-4711").onlyUser());
    assertEquals(Optional.of("A@b"), users("grant:A@b").onlyGrant(), "as it is written");
  }

  /** A caller may be allowed the address of a user, and its signed token name the reference. */
  @Test
  void grant_mustBeNamedByBothRights() {
    Rights both = users("anna@example.com", "bert@example.com").intersect(users("grant:crm-4711"));
    assertTrue(both.mayUseGrant(() -> Set.of("kZ1", "anna@example.com", "grant:crm-4711")));
    assertFalse(both.mayUseGrant(() -> Set.of("kZ1", "anna@example.com", "grant:crm-4712")));
    assertFalse(both.mayUseGrant(() -> Set.of("kZ1", "carl@example.com", "grant:crm-4711")));
    assertFalse(both.mayUseUser("anna@example.com"), "not of a Server-to-Server account");
    assertEquals(Optional.of("crm-4711"), both.onlyGrant());
    assertFalse(both.allowNothing());
    assertTrue(users("own").intersect(users("grant:crm-4711")).allowNothing());
    assertTrue(users("anna").intersect(users("bert")).allowNothing());
  }

  /** Otherwise a request that names the user "own" would pass for the user of the account. */
  @Test
  void users_namedOwn_isNobody() {
    assertFalse(users("own").mayUseUser("own"));
    assertFalse(users("anna").mayUseUser("own"));
  }

  @Test
  void meetings_thatAreNamed_mustBeNamed() {
    Rights rights = new Rights(ALL, ALL, ALL, Set.of("123456789"));
    assertFalse(rights.mayUseMeeting(null));
    assertFalse(rights.mayUseMeeting("987654321"));
    assertTrue(rights.mayUseMeeting("123456789"));
  }

  @Test
  void both_isWhatBothAllow() {
    Rights one = new Rights(Set.of("zak", "obf"), Set.of("a", "b"), ALL, ALL);
    Rights other = new Rights(Set.of("obf"), ALL, Set.of("own"), Set.of("123456789"));
    Rights both = one.intersect(other);
    assertEquals(Set.of("obf"), both.kinds());
    assertEquals(Set.of("a", "b"), both.accounts());
    assertEquals(Set.of("own"), both.users());
    assertEquals(Set.of("123456789"), both.meetings());
    assertFalse(
        one.intersect(new Rights(Set.of("join-token"), ALL, ALL, ALL)).mayAskFor(TokenKind.ZAK));
  }

  @ParameterizedTest
  @CsvSource({"'', a, u, 1", "zak, '', u, 1", "zak, a, '', 1", "zak, a, u, ''"})
  void nothing_whereOneSetIsEmpty(String kinds, String accounts, String users, String meetings) {
    assertTrue(new Rights(set(kinds), set(accounts), set(users), set(meetings)).allowNothing());
    assertFalse(Rights.EVERYTHING.allowNothing());
  }

  private static Set<String> set(String name) {
    return name.isEmpty() ? Set.of() : Set.of(name);
  }
}
