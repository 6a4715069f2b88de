package io.latchkey.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.caller.AdmittedCaller;
import io.latchkey.caller.Rights;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.mint.NoMintListener;
import io.latchkey.mint.Sharing;
import io.latchkey.mint.TestMintSettings;
import io.latchkey.mint.WillingZoom;
import io.latchkey.secret.Secret;
import io.latchkey.token.CallContext;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenServiceTest {

  private static final Instant NOW = TestTime.START;
  private static final Set<String> ALL = Set.of("*");

  private final TestTime time = new TestTime();
  private final WillingZoom zoom = new WillingZoom(() -> NOW);
  private final TokenService service =
      new TokenService(
          new MeetingTokens(
              List.of(account("default", "me"), account("sales", "sam")),
              zoom,
              Sharing.NONE,
              TestMintSettings.of(time.timing(), Duration.ofSeconds(4)),
              () -> Runnable::run,
              new NoMintListener()),
          null,
          List.of(
              new Pool(
                  "rooms",
                  List.of(
                      PoolMember.ofUser("default", new UserId("anna")),
                      PoolMember.ofUser("sales", new UserId("sam"))),
                  new Seats(Duration.ofHours(4)),
                  () -> NOW)));

  private static Account account(String name, String user) {
    return new Account(name, "a", "c", Secret.of("s"), UserId.parse(user).orElseThrow(), 30);
  }

  private String served(
      Rights rights, TokenKind kind, String account, String user, String meeting) {
    TokenRequest request =
        new TokenRequest(
            kind,
            account,
            user == null ? null : UserId.parse(user).orElseThrow(),
            null,
            meeting == null ? null : MeetingId.parse(meeting).orElseThrow(),
            null,
            true);
    return service
        .obtain(
            new AdmittedCaller("recall", rights, null),
            request,
            CallContext.until(NOW.plusSeconds(4)))
        .toCompletableFuture()
        .join()
        .token()
        .value()
        .reveal();
  }

  private Throwable refused(
      Rights rights, TokenKind kind, String account, String user, String meeting) {
    return assertThrows(
            CompletionException.class, () -> served(rights, kind, account, user, meeting))
        .getCause();
  }

  @ParameterizedTest
  @CsvSource({
    "ZAK, , , , zak-of-default-me",
    "ZAK, sales, , , zak-of-sales-sam",
    "ZAK, sales, ben, , zak-of-sales-ben",
    "OBF, , , , obf-of-default-me",
    "OBF, , ben, 123456789, obf-of-default-ben-123456789",
    "JOIN_TOKEN, sales, , 123456789, join-of-sales-123456789-true",
    "ZAK, rooms, , , zak-of-default-anna",
  })
  void everything_isServedToWhoMayHaveIt(
      TokenKind kind, String account, String user, String meeting, String token) {
    assertEquals(token, served(Rights.EVERYTHING, kind, account, user, meeting));
  }

  private Optional<String> fromMemory(Rights rights, String account, String user) {
    return service
        .zakFromMemory(
            new AdmittedCaller("recall", rights, null),
            new TokenRequest(
                TokenKind.ZAK,
                account,
                user == null ? null : UserId.parse(user).orElseThrow(),
                null,
                null,
                null,
                false),
            CallContext.until(NOW.plusSeconds(4)))
        .map(served -> served.token().value().reveal());
  }

  @Test
  void zakFromMemory_isServedToWhoMayHaveIt() {
    Rights narrow = new Rights(Set.of("zak"), Set.of("default"), Set.of("own"), ALL);
    assertEquals(Optional.empty(), fromMemory(Rights.EVERYTHING, null, null), "not minted yet");
    served(Rights.EVERYTHING, TokenKind.ZAK, "default", "me", null);
    served(Rights.EVERYTHING, TokenKind.ZAK, "sales", "sam", null);
    served(Rights.EVERYTHING, TokenKind.ZAK, "default", "anna", null);
    assertEquals(Optional.of("zak-of-default-me"), fromMemory(Rights.EVERYTHING, "default", null));
    assertEquals(Optional.of("zak-of-sales-sam"), fromMemory(Rights.EVERYTHING, "sales", null));
    assertEquals(Optional.of("zak-of-default-me"), fromMemory(narrow, null, null));
    assertEquals(Optional.empty(), fromMemory(narrow, "sales", null), "another account");
    assertEquals(Optional.empty(), fromMemory(narrow, null, "anna"), "another user");
    Rights withoutZak = new Rights(Set.of("obf"), ALL, ALL, ALL);
    assertEquals(Optional.empty(), fromMemory(withoutZak, null, null), "another kind");
    assertEquals(Optional.empty(), fromMemory(Rights.EVERYTHING, "rooms", null), "a pool");
    assertEquals(Optional.empty(), fromMemory(Rights.EVERYTHING, "nowhere", null));
  }

  @Test
  void whatACallerHasButOneOf_needNotBeNamed() {
    Rights rights = new Rights(ALL, Set.of("sales"), Set.of("ben"), Set.of("123456789"));
    assertEquals("zak-of-sales-ben", served(rights, TokenKind.ZAK, null, null, null));
    assertEquals("obf-of-sales-ben-123456789", served(rights, TokenKind.OBF, null, null, null));
    assertEquals(
        "join-of-sales-123456789-true", served(rights, TokenKind.JOIN_TOKEN, null, null, null));
  }

  /**
   * The answer must have the words of the answer for an unknown account, so that nobody learns what
   * exists.
   */
  @Test
  void whatIsBeyondTheRights_isUnknown() {
    Rights rights = new Rights(Set.of("zak"), Set.of("default"), Set.of("own"), ALL);
    String nowhere =
        ((TokenFailure) refused(Rights.EVERYTHING, TokenKind.ZAK, "nowhere", null, null)).advice();
    for (Throwable failure :
        List.of(
            refused(rights, TokenKind.OBF, null, null, null),
            refused(rights, TokenKind.JOIN_TOKEN, null, null, null),
            refused(rights, TokenKind.ZAK, "sales", null, null),
            refused(rights, TokenKind.ZAK, "nowhere", null, null),
            refused(rights, TokenKind.ZAK, "rooms", null, null),
            refused(rights, TokenKind.ZAK, null, "ben", null),
            refused(rights, TokenKind.ZAK, null, "own", null))) {
      assertInstanceOf(TokenFailure.Unknown.class, failure);
      assertEquals(nowhere, ((TokenFailure) failure).advice());
    }
  }

  @Test
  void meetingBeyondTheRights_isUnknown() {
    Rights rights = new Rights(ALL, ALL, ALL, Set.of("123456789", "123123123"));
    assertInstanceOf(
        TokenFailure.Unknown.class, refused(rights, TokenKind.OBF, null, null, "987654321"));
    assertInstanceOf(TokenFailure.Unknown.class, refused(rights, TokenKind.OBF, null, null, null));
  }

  @Test
  void usersDoNotMatterForJoinTokens() {
    Rights rights = new Rights(ALL, ALL, Set.of("anna", "ben"), ALL);
    assertEquals(
        "join-of-default-123456789-true",
        served(rights, TokenKind.JOIN_TOKEN, null, null, "123456789"));
  }

  @Test
  void joinToken_withoutMeeting_isMalformed() {
    for (String account : new String[] {null, "rooms"}) {
      assertInstanceOf(
          MalformedParameter.class,
          refused(Rights.EVERYTHING, TokenKind.JOIN_TOKEN, account, null, null));
    }
  }

  @Test
  void obfAndJoinTokens_areMintedForEachCaller_aZakIsNot() {
    served(Rights.EVERYTHING, TokenKind.ZAK, null, null, null);
    int before = zoom.calls.get();
    served(Rights.EVERYTHING, TokenKind.ZAK, null, null, null);
    assertEquals(before, zoom.calls.get());
    served(Rights.EVERYTHING, TokenKind.OBF, null, null, null);
    served(Rights.EVERYTHING, TokenKind.OBF, null, null, null);
    served(Rights.EVERYTHING, TokenKind.JOIN_TOKEN, null, null, "123456789");
    served(Rights.EVERYTHING, TokenKind.JOIN_TOKEN, null, null, "123456789");
    assertEquals(before + 4, zoom.calls.get());
  }

  @Test
  void pool_takesNoUser() {
    assertInstanceOf(
        TokenFailure.Unknown.class,
        refused(Rights.EVERYTHING, TokenKind.ZAK, "rooms", "ben", null));
  }
}
