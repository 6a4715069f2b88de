package io.latchkey.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.MeetingId;
import io.latchkey.secret.Secret;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.ObfToken;
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

class PoolTest {

  private static final Duration MEETING = Duration.ofHours(4);

  private Instant now = Instant.parse("2026-11-25T09:00:00Z");
  private final Map<String, TokenFailure> failing = new HashMap<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final Pool pool =
      new Pool("rooms", List.of(member("a"), member("b"), member("c")), MEETING, () -> now);

  private static PoolMember member(String account) {
    return new PoolMember(account, Optional.empty());
  }

  private CompletionStage<? extends MeetingToken> mint(PoolMember member) {
    asked.add(member.account());
    TokenFailure failure = failing.get(member.account());
    return failure == null
        ? CompletableFuture.completedStage(new ObfToken(Secret.of("t"), now))
        : CompletableFuture.failedStage(failure);
  }

  private static TokenRequest request(TokenKind kind, String meeting, String bot) {
    return new TokenRequest(
        kind,
        Optional.of("rooms"),
        Optional.empty(),
        MeetingId.parse(meeting),
        Optional.of(bot).filter(name -> !name.isEmpty()),
        false);
  }

  private String served(String meeting, String bot) {
    return served(request(TokenKind.ZAK, meeting, bot));
  }

  private String served(TokenRequest request) {
    return pool.serve(request, this::mint)
        .toCompletableFuture()
        .join()
        .member()
        .orElseThrow()
        .toString();
  }

  private TokenFailure refused(TokenRequest request) {
    var stage = pool.serve(request, this::mint).toCompletableFuture();
    return TokenFailure.of(assertThrows(CompletionException.class, stage::join));
  }

  private static TokenFailure limited(Instant until) {
    return TokenFailure.Unavailable.heldUntil("later", "429", until);
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
    assertEquals(Optional.of(now.plusSeconds(60)), full.heldUntil());
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

  /** An Attendee bot asks for several tokens at once. */
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
  void allFailing_isTheLastFailure_andAllAreTriedAgain() {
    failing.put("a", limited(now.plusSeconds(60)));
    failing.put("b", limited(now.plusSeconds(60)));
    failing.put("c", new TokenFailure.Refused("c", "the last"));
    assertEquals("the last", refused(request(TokenKind.ZAK, "", "")).diagnosis());
    assertEquals(List.of("a", "b", "c"), asked);
    failing.clear();
    served("", "");
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

  /** Each member of a meeting once, whoever comes at the same time. */
  @Test
  void meeting_seesNoUserTwice_whateverHappensAtOnce() throws Exception {
    List<PoolMember> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      many.add(member("m" + i));
    }
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (int round = 0; round < 200; round++) {
        Pool crowded = new Pool("crowded", many, MEETING, () -> now);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          answers.add(
              threads.submit(
                  () -> {
                    go.await();
                    return crowded
                        .serve(request(TokenKind.ZAK, "123456789", ""), this::mint)
                        .handle(
                            (served, thrown) ->
                                served == null ? "" : served.member().orElseThrow().toString())
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
    assertTrue(pool.meetings() <= 10_000, "meetings: " + pool.meetings());
  }
}
