package io.latchkey.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.grant.GrantName;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.ServedToken.Origin;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolTest {

  private static final Duration MEETING = Duration.ofHours(4);

  private Instant now = Instant.parse("2026-11-25T09:00:00Z");
  private final Map<String, TokenFailure> failing = new HashMap<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final PoolMember a = member("a");
  private final PoolMember b = member("b");
  private final PoolMember c = member("c");
  private final Seats seats = new Seats(MEETING);
  private final Pool pool = new Pool("rooms", List.of(a, b, c), seats, () -> now);

  private static PoolMember member(String account) {
    return PoolMember.ofUser(account, UserId.ME);
  }

  private CompletionStage<ServedToken<MeetingToken>> mint(PoolMember member) {
    asked.add(member.account());
    TokenFailure failure = failing.get(member.account());
    return failure == null
        ? CompletableFuture.completedStage(token())
        : CompletableFuture.failedStage(failure);
  }

  private ServedToken<MeetingToken> token() {
    return new ServedToken<>(new ObfToken(Secret.of("t"), now), Origin.MINTED);
  }

  private static TokenRequest request(TokenKind kind, String meeting, String bot) {
    return new TokenRequest(
        kind,
        "rooms",
        null,
        null,
        MeetingId.parse(meeting).orElse(null),
        bot.isEmpty() ? null : bot,
        false);
  }

  private String served(String meeting, String bot) {
    return served(request(TokenKind.ZAK, meeting, bot));
  }

  private String served(TokenRequest request) {
    return pool.obtain(request, now.plusSeconds(4), any -> true, this::mint)
        .toCompletableFuture()
        .join()
        .member()
        .orElseThrow()
        .replaceFirst("/.*", "");
  }

  private TokenFailure refused(TokenRequest request) {
    var stage =
        pool.obtain(request, now.plusSeconds(4), any -> true, this::mint).toCompletableFuture();
    return TokenFailure.of(assertThrows(CompletionException.class, stage::join));
  }

  private static TokenFailure limited(Instant until) {
    return new TokenFailure.Unavailable("later", "429").withNextAttemptAt(until);
  }

  @Test
  void member_thatTheCallerMayNotUse_isNotAsked() {
    TokenRequest request = request(TokenKind.ZAK, "", "");
    var stage =
        pool.obtain(request, now.plusSeconds(4), member -> member != a, this::mint)
            .toCompletableFuture();
    assertEquals("b/me", stage.join().member().orElseThrow());
  }

  /** Another caller may use the grant that this one may not. */
  @Test
  void grantThatIsUnknownToACaller_keepsItsTurn() {
    PoolMember granted =
        PoolMember.ofGrant("crm", GrantName.of(Reference.parse("4711").orElseThrow()));
    Pool grants = new Pool("grants", List.of(granted, b), seats, () -> now);
    TokenRequest request = request(TokenKind.ZAK, "", "");
    failing.put("crm", new TokenFailure.Unknown("not for this caller"));
    assertEquals(
        "b/me",
        grants
            .obtain(request, now.plusSeconds(4), any -> true, this::mint)
            .toCompletableFuture()
            .join()
            .member()
            .orElseThrow());
    failing.clear();
    assertEquals(
        "crm/grant:4711",
        grants
            .obtain(request, now.plusSeconds(4), any -> true, this::mint)
            .toCompletableFuture()
            .join()
            .member()
            .orElseThrow());
  }

  @Test
  void members_areUsedInTurn() {
    assertEquals(
        List.of("a", "b", "c", "a"),
        List.of(served("", ""), served("", ""), served("", ""), served("", "")));
  }

  @Test
  void meeting_seesNoUserTwice() {
    assertEquals("a", served("123456789", ""));
    assertEquals("b", served("123 456 789", ""));
    assertEquals("c", served("123456789", ""));
    TokenFailure full = refused(request(TokenKind.ZAK, "123456789", ""));
    assertInstanceOf(TokenFailure.Unavailable.class, full);
    assertEquals(Optional.of(now.plusSeconds(60)), full.nextAttemptAt());
    assertEquals("a", served("987654321", ""), "another meeting");
  }

  @Test
  void botThatAsksAgain_keepsItsUser() {
    assertEquals("a", served("123456789", "bot-1"));
    assertEquals("b", served("123456789", "bot-2"));
    assertEquals("a", served("123456789", "bot-1"));
    assertEquals("c", served("987654321", "bot-1"), "in another meeting it is another's turn");
  }

  @Test
  void botWhoseUserFails_getsAnother() {
    assertEquals("a", served("123456789", "bot-1"));
    failing.put("a", new TokenFailure.Refused("r", "r"));
    assertEquals("b", served("123456789", "bot-1"));
    assertEquals("b", served("123456789", "bot-1"), "and keeps it");
  }

  @Test
  void meeting_isOverInTime() {
    served("123456789", "");
    served("123456789", "");
    served("123456789", "");
    now = now.plus(MEETING);
    assertEquals("a", served("123456789", ""));
  }

  @Test
  void memberThatFails_isFollowedByTheNext_andAskedLastForAWhile() {
    failing.put("a", limited(now.plusSeconds(120)));
    assertEquals("b", served("", ""));
    assertEquals(List.of("a", "b"), asked);
    asked.clear();
    failing.clear();
    assertEquals("c", served("", ""));
    assertEquals("b", served("", ""), "not a, though it is its turn");
    assertEquals(List.of("c", "b"), asked);
    now = now.plusSeconds(120);
    assertEquals("a", served("", ""), "back");
  }

  @Test
  void memberThatDoesNotSayUntilWhen_isAskedLastForHalfAMinute() {
    failing.put("a", new TokenFailure.Refused("r", "dead"));
    assertEquals("b", served("", ""));
    failing.clear();
    assertEquals(List.of("c", "b"), List.of(served("", ""), served("", "")));
    now = now.plusSeconds(30);
    assertEquals("a", served("", ""));
  }

  @Test
  void memberThatFails_leavesItsSeat() {
    failing.put("a", new TokenFailure.Refused("r", "dead"));
    assertEquals("b", served("123456789", ""));
    failing.clear();
    assertEquals("c", served("123456789", ""));
    assertEquals("a", served("123456789", ""));
  }

  /** An Attendee bot asks for several tokens at once, of which one may fail. */
  @Test
  void botThatGotOneOfTwoTokens_keepsItsSeat() {
    assertEquals("a", served("123456789", "bot-1"));
    failing.put("a", new TokenFailure.Unknown("no OBF token"));
    assertEquals("b", served(request(TokenKind.OBF, "123456789", "bot-1")));
    failing.clear();
    assertEquals("c", served("123456789", "bot-2"));
    refused(request(TokenKind.ZAK, "123456789", "bot-3"));
  }

  @Test
  void allFailing_isTheMostHopefulFailure_andAllAreTriedAgain() {
    failing.put("a", limited(now.plusSeconds(90)));
    failing.put("b", limited(now.plusSeconds(60)));
    failing.put("c", new TokenFailure.Refused("c", "dead"));
    assertEquals(
        Optional.of(now.plusSeconds(60)), refused(request(TokenKind.ZAK, "", "")).nextAttemptAt());
    assertEquals(List.of("a", "b", "c"), asked);
    failing.put("a", new TokenFailure.Unknown("gone"));
    failing.put("b", new TokenFailure.Unknown("gone"));
    assertEquals("dead", refused(request(TokenKind.ZAK, "", "")).diagnosis());
    failing.put("c", new TokenFailure.Unknown("gone"));
    assertInstanceOf(TokenFailure.Unknown.class, refused(request(TokenKind.ZAK, "", "")));
    failing.clear();
    served("", "");
  }

  /** The next caller must not wait for the same member, so it asks that member last. */
  @Test
  void nobodyIsAsked_whenTheTimeIsOver() {
    TokenRequest request = request(TokenKind.ZAK, "", "");
    failing.put("a", new TokenFailure.Unavailable("late", "late"));
    var stage =
        pool.obtain(request, now.plusMillis(50), any -> true, this::mint).toCompletableFuture();
    assertThrows(CompletionException.class, stage::join);
    assertEquals(List.of("a"), asked);
    assertEquals(List.of("b", "c", "b"), List.of(served("", ""), served("", ""), served("", "")));
    assertEquals(List.of("a", "b", "c", "b"), asked);
  }

  @Test
  void joinToken_isAskedForOnceOfEachAccount() {
    Pool users =
        new Pool(
            "users",
            List.of(
                PoolMember.ofUser("a", UserId.ME),
                PoolMember.ofUser("a", new UserId("anna")),
                PoolMember.ofUser("b", UserId.ME)),
            seats,
            () -> now);
    failing.put("a", new TokenFailure.Unknown("3001"));
    failing.put("b", new TokenFailure.Unknown("3001"));
    var stage =
        users
            .obtain(
                request(TokenKind.JOIN_TOKEN, "123456789", ""),
                now.plusSeconds(4),
                any -> true,
                this::mint)
            .toCompletableFuture();
    assertThrows(CompletionException.class, stage::join);
    assertEquals(List.of("a", "b"), asked);
  }

  @Test
  void userOfTwoPools_isInAMeetingOnce() {
    Pool other = new Pool("other", List.of(b, a), seats, () -> now);
    assertEquals("a", served("123456789", "bot-1"));
    var first =
        other.obtain(
            request(TokenKind.ZAK, "123456789", "x"), now.plusSeconds(4), any -> true, this::mint);
    assertEquals(
        "b", first.toCompletableFuture().join().member().orElseThrow().replaceFirst("/.*", ""));
    assertEquals("c", served("123456789", "bot-2"));
    refused(request(TokenKind.ZAK, "123456789", "bot-3"));
  }

  /** The seat counts from the moment when the token came, however long the call took. */
  @Test
  void seat_isKeptForAMeetingFromItsToken() {
    CompletableFuture<ServedToken<MeetingToken>> slow = new CompletableFuture<>();
    var zak =
        pool.obtain(
                request(TokenKind.ZAK, "123456789", "bot-1"),
                now.plusSeconds(4),
                any -> true,
                member -> slow)
            .toCompletableFuture();
    now = now.plusSeconds(3);
    slow.complete(token());
    zak.join();
    now = now.plus(MEETING).minusSeconds(1);
    assertEquals("b", served("123456789", "bot-2"));
    assertEquals("c", served("123456789", "bot-3"));
    refused(request(TokenKind.ZAK, "123456789", "bot-4"));
    now = now.plusSeconds(1);
    assertEquals("a", served("123456789", "bot-4"));
  }

  @ParameterizedTest
  @CsvSource({"5, 30", "300, 300"})
  void memberThatSaysUntilWhen_isAskedLastForAsLong_butHalfAMinuteAtLeast(int says, int aside) {
    failing.put("a", limited(now.plusSeconds(says)));
    assertEquals("b", served("", ""));
    failing.clear();
    now = now.plusSeconds(aside - 1);
    assertEquals(List.of("c", "b"), List.of(served("", ""), served("", "")));
    now = now.plusSeconds(1);
    assertEquals("a", served("", ""));
  }

  @Test
  void meetingUnknownToOneUser_saysNothingAgainstHim() {
    failing.put("a", new TokenFailure.Unknown("not in that meeting"));
    assertEquals("b", served(request(TokenKind.OBF, "", "")));
    failing.clear();
    assertEquals("c", served("", ""));
    assertEquals("a", served("", ""));
    failing.put("b", new TokenFailure.Unknown("no such user"));
    assertEquals("c", served("", ""), "b is next, and gone");
    failing.clear();
    assertEquals(List.of("a", "c"), List.of(served("", ""), served("", "")));
  }

  @Test
  void meetingThatEndsFirst_isForgottenFirst() {
    for (int i = 0; i < 10_000; i++) {
      now = now.plusMillis(1);
      served(Integer.toString(100_000_000 + i), "bot");
    }
    served("100009999", "bot-2");
    assertEquals(10_000, seats.size());
    served("987654321", "bot");
    assertTrue(seats.size() < 10_000 && seats.size() > 9_000, "meetings: " + seats.size());
    served("100009999", "bot-3");
    refused(request(TokenKind.ZAK, "100009999", "bot-4"));
    int before = seats.size();
    served("100000000", "bot-2");
    assertEquals(before + 1, seats.size(), "it was forgotten");
  }

  /**
   * One of two requests of a bot may fail while the other is under way. The bot must keep its seat.
   */
  @Test
  void seat_isKeptWhileATokenForItIsUnderWay() {
    CompletableFuture<ServedToken<MeetingToken>> slow = new CompletableFuture<>();
    CompletableFuture<ServedToken<MeetingToken>> failed = new CompletableFuture<>();
    Instant deadline = now.plusSeconds(4);
    var zak =
        pool.obtain(
                request(TokenKind.ZAK, "123456789", "bot-1"), deadline, any -> true, member -> slow)
            .toCompletableFuture();
    var obf =
        pool.obtain(
                request(TokenKind.OBF, "123456789", "bot-1"),
                deadline,
                any -> true,
                member -> failed)
            .toCompletableFuture();
    failed.completeExceptionally(new TokenFailure.Unknown("no OBF token"));
    assertThrows(CompletionException.class, obf::join);
    assertEquals("b", served("123456789", "bot-2"));
    slow.complete(token());
    assertEquals("a", zak.join().member().orElseThrow().replaceFirst("/.*", ""));
    assertEquals("b", served("123456789", "bot-2"), "nobody was thrown out of his seat");
  }

  @Test
  void meetingUnknownToOneAccount_saysNothingAgainstIt() {
    failing.put("a", new TokenFailure.Unknown("3001"));
    assertEquals("b", served(request(TokenKind.JOIN_TOKEN, "123456789", "")));
    failing.clear();
    assertEquals("c", served("", ""));
    assertEquals("a", served("", ""));
  }

  @Test
  void joinTokens_takeNoSeat() {
    for (int i = 0; i < 7; i++) {
      served(request(TokenKind.JOIN_TOKEN, "123456789", ""));
    }
    assertEquals(7, asked.size());
  }

  @Test
  void meeting_seesNoUserTwice_whateverHappensAtOnce() throws Exception {
    List<PoolMember> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      many.add(member("m" + i));
    }
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (int round = 0; round < 200; round++) {
        Pool crowded = new Pool("crowded", many, new Seats(MEETING), () -> now);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          answers.add(
              threads.submit(
                  () -> {
                    go.await();
                    return crowded
                        .obtain(
                            request(TokenKind.ZAK, "123456789", ""),
                            now.plusSeconds(4),
                            any -> true,
                            this::mint)
                        .handle(
                            (served, thrown) -> served == null ? "" : served.member().orElseThrow())
                        .toCompletableFuture()
                        .join();
                  }));
        }
        go.countDown();
        List<String> given = new ArrayList<>();
        for (Future<String> answer : answers) {
          given.add(answer.get());
        }
        given.removeIf(String::isEmpty);
        assertEquals(8, given.size());
        assertEquals(8, given.stream().distinct().count());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void meetings_areBounded() {
    for (int i = 0; i < 12_000; i++) {
      served(Integer.toString(100_000_000 + i), "");
    }
    assertTrue(seats.size() <= 10_000, "meetings: " + seats.size());
  }
}
