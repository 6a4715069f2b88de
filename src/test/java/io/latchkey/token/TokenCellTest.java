package io.latchkey.token;

import static io.latchkey.token.TestTime.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TokenCellTest {

  private static final Duration DEADLINE = Duration.ofSeconds(4);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestTime time = new TestTime();
  private final HeldSource<ZakToken> zoom = new HeldSource<>();
  private final RecordedEvents events = new RecordedEvents();
  private final ZakRule rule = new ZakRule(MINUTE, Duration.ofHours(1), Duration.ofMinutes(15));
  private final TokenCell<ZakToken> cell = new TokenCell<>(zoom, rule, time.timing(), events);

  private CompletableFuture<ZakToken> get() {
    return get(DEADLINE);
  }

  private CompletableFuture<ZakToken> get(Duration within) {
    return cell.get(CallContext.until(time.instant().plus(within)))
        .thenApply(ServedToken::token)
        .toCompletableFuture();
  }

  private CompletableFuture<ServedToken.Origin> origin() {
    return cell.get(CallContext.until(time.instant().plus(DEADLINE)))
        .thenApply(ServedToken::origin)
        .toCompletableFuture();
  }

  private ZakToken zak(String value) {
    return new ZakToken(Secret.of(value), time.instant(), time.instant().plus(Duration.ofHours(2)));
  }

  private ZakToken warm() {
    ZakToken zak = zak("warm");
    CompletableFuture<ZakToken> got = get();
    zoom.gives(zak);
    assertSame(zak, got.join());
    return zak;
  }

  private static TokenFailure unavailable() {
    return new TokenFailure.Unavailable("advice", "500");
  }

  private static TokenFailure refused() {
    return new TokenFailure.Refused("advice", "invalid_client");
  }

  private static TokenFailure failure(CompletableFuture<?> of) {
    assertTrue(of.isCompletedExceptionally(), "should have failed");
    Throwable thrown = assertThrows(ExecutionException.class, of::get).getCause();
    return TokenFailure.of(thrown);
  }

  @Nested
  class Fresh {

    @Test
    void get_fresh_servesFromMemory() {
      ZakToken zak = warm();
      time.advance(Duration.ofSeconds(44));
      assertSame(zak, get().join());
      assertEquals(1, zoom.calls());
    }

    @Test
    void get_fresh_answersTheSameTokenToEverybodyWithoutWaiting() {
      warm();
      assertTrue(get().isDone());
      assertEquals(0, time.ticking(), "an answer from memory sets no alarm");
    }
  }

  @Nested
  class Stale {

    @Test
    void get_stale_servesAndRenewsOnceInTheBackground() {
      ZakToken old = warm();
      time.advance(Duration.ofSeconds(50));
      assertSame(old, get().join());
      assertSame(old, get().join());
      assertEquals(2, zoom.calls());
      ZakToken renewed = zak("renewed");
      zoom.gives(renewed);
      assertSame(renewed, get().join());
    }

    @Test
    void get_staleAndZoomDown_servesTheOldTokenAndLeavesZoomAlone() {
      ZakToken old = warm();
      time.advance(Duration.ofSeconds(50));
      get();
      zoom.fails(unavailable());
      assertSame(old, get().join());
      assertEquals(2, zoom.calls(), "no back-off while stale (google-auth)");
      time.advance(Duration.ofMillis(1001));
      assertSame(old, get().join());
      assertEquals(3, zoom.calls());
    }

    @Test
    void get_staleAndRefused_forgetsTheTokenAndAnswersTheNo() {
      warm();
      time.advance(Duration.ofSeconds(50));
      get();
      zoom.fails(refused());
      assertInstanceOf(TokenFailure.Refused.class, failure(get()));
    }
  }

  /** Tests the way that never waits. */
  @Nested
  class FromMemory {

    private Optional<ZakToken> fromMemory() {
      return cell.fromMemory(CallContext.until(time.instant().plus(DEADLINE)))
          .map(ServedToken::token);
    }

    @Test
    void fresh_isServed() {
      ZakToken zak = warm();
      assertEquals(Optional.of(zak), fromMemory());
      assertEquals(1, zoom.calls());
    }

    @Test
    void stale_isServed_andRenewedOnce() {
      ZakToken old = warm();
      time.advance(Duration.ofSeconds(50));
      assertEquals(Optional.of(old), fromMemory());
      assertEquals(Optional.of(old), fromMemory());
      assertEquals(2, zoom.calls());
      ZakToken renewed = zak("renewed");
      zoom.gives(renewed);
      assertEquals(Optional.of(renewed), fromMemory());
    }

    @Test
    void stale_whileTheSourceIsLeftAlone_isServed() {
      ZakToken old = warm();
      time.advance(Duration.ofSeconds(50));
      fromMemory();
      zoom.fails(unavailable());
      assertEquals(Optional.of(old), fromMemory());
      assertEquals(2, zoom.calls());
    }

    @Test
    void nothingOrReserve_isLeftToGet_andNothingHappens() {
      assertEquals(Optional.empty(), fromMemory());
      assertEquals(0, zoom.calls());
      warm();
      time.advance(MINUTE);
      assertEquals(Optional.empty(), fromMemory());
      assertEquals(1, zoom.calls());
      assertEquals(0, time.ticking(), "nobody waits");
    }

    @Test
    void retired_servesNobody() {
      warm();
      assertTrue(cell.retire());
      assertEquals(Optional.empty(), fromMemory());
    }
  }

  @Nested
  class Reserve {

    @Test
    void get_reserve_waitsForANewOne() {
      warm();
      time.advance(MINUTE);
      CompletableFuture<ZakToken> got = get();
      assertFalse(got.isDone());
      ZakToken renewed = zak("renewed");
      zoom.gives(renewed);
      assertSame(renewed, got.join());
      assertFalse(events.seen.contains("reserve"));
    }

    @Test
    void get_reserveAndZoomFails_servesIt() {
      ZakToken old = warm();
      time.advance(MINUTE);
      CompletableFuture<ZakToken> got = get();
      zoom.fails(unavailable());
      assertSame(old, got.join());
      assertEquals(List.of("renewed", "failed Unavailable RESERVE", "reserve"), events.seen);
    }

    @Test
    void get_reserveAndZoomHangs_servesItAfterOneSecond() {
      ZakToken old = warm();
      time.advance(MINUTE);
      CompletableFuture<ZakToken> got = get();
      time.advance(Duration.ofMillis(999));
      assertFalse(got.isDone());
      time.advance(Duration.ofMillis(1));
      assertSame(old, got.join());
    }

    @Test
    void get_reserveAndZoomHangs_servesItAtTheDeadlineIfThatIsSooner() {
      ZakToken old = warm();
      time.advance(MINUTE);
      var got = get(Duration.ofMillis(300));
      time.advance(Duration.ofMillis(300));
      assertSame(old, got.join());
    }

    @Test
    void get_reserveAndZoomHangsForLong_servesLaterCallersAtOnce() {
      ZakToken old = warm();
      time.advance(MINUTE);
      get();
      time.advance(Duration.ofSeconds(2));
      CompletableFuture<ZakToken> later = get();
      time.advance(Duration.ZERO);
      assertSame(old, later.join());
      assertEquals(2, zoom.calls(), "one call, still under way");
    }

    @Test
    void get_reserveWhileZoomIsLeftAlone_servesAtOnce() {
      ZakToken old = warm();
      time.advance(MINUTE);
      get();
      zoom.fails(unavailable());
      assertTrue(get().isDone());
      assertSame(old, get().join());
      assertEquals(2, zoom.calls());
      assertEquals(3, events.seen.stream().filter("reserve"::equals).count(), "each is counted");
    }

    @Test
    void get_reserveAfterThePause_waitsATenthOfASecondAndNoLonger() {
      ZakToken old = warm();
      time.advance(MINUTE);
      get();
      zoom.fails(unavailable());
      time.advance(Duration.ofMillis(1100));
      CompletableFuture<ZakToken> got = get();
      assertFalse(got.isDone());
      time.advance(Duration.ofMillis(100));
      assertSame(old, got.join());
      assertEquals(3, zoom.calls());
    }

    @Test
    void get_reserveLongAfterAFailure_waitsAsIfNothingHadBeen() {
      warm();
      time.advance(MINUTE);
      get();
      zoom.fails(unavailable());
      time.advance(Duration.ofMinutes(5));
      CompletableFuture<ZakToken> got = get();
      time.advance(Duration.ofMillis(900));
      assertFalse(got.isDone());
    }

    @Test
    void get_reserveAndZoomSaysNo_answersTheNo() {
      warm();
      time.advance(MINUTE);
      CompletableFuture<ZakToken> got = get();
      zoom.fails(refused());
      assertInstanceOf(TokenFailure.Refused.class, failure(got), "a fatal refusal hidden (AWS)");
      assertInstanceOf(TokenFailure.Refused.class, failure(get()));
      assertFalse(events.seen.contains("reserve"));
    }

    @Test
    void get_reserveAndUnknownUser_forgetsIt() {
      warm();
      time.advance(MINUTE);
      CompletableFuture<ZakToken> got = get();
      zoom.fails(new TokenFailure.Unknown("1001"));
      assertInstanceOf(TokenFailure.Unknown.class, failure(got));
    }

    @Test
    void get_reserveAndZoomTalksNonsense_servesIt() {
      ZakToken old = warm();
      time.advance(MINUTE);
      CompletableFuture<ZakToken> got = get();
      zoom.fails(new TokenFailure.Unreadable("advice", "html"));
      assertSame(old, got.join());
    }

    @Test
    void get_reserveThatExpiresWhileWaiting_isNotServed() {
      ZakToken shortLived =
          new ZakToken(
              Secret.of("short"),
              START,
              START.plus(MINUTE).plus(rule.minRemaining()).plusMillis(500));
      CompletableFuture<ZakToken> first = get();
      zoom.gives(shortLived);
      first.join();
      time.advance(MINUTE);
      CompletableFuture<ZakToken> got = get();
      time.advance(Duration.ofSeconds(1));
      assertFalse(got.isDone(), "the clock read before the wait and used after it (Nimbus)");
      time.advance(Duration.ofSeconds(3));
      assertInstanceOf(TokenFailure.Unavailable.class, failure(got));
    }
  }

  @Nested
  class Expired {

    @Test
    void get_afterAnIdleNight_mintsAnew() {
      warm();
      time.advance(Duration.ofHours(9));
      CompletableFuture<ZakToken> got = get();
      assertFalse(got.isDone(), "an expired token served after an idle night (AWS)");
      ZakToken morning = zak("morning");
      zoom.gives(morning);
      assertSame(morning, got.join());
    }

    @Test
    void get_lessThanMinRemainingLeft_isNotServedAtAnyAge() {
      ZakToken dying =
          new ZakToken(Secret.of("dying"), START, START.plus(rule.minRemaining()).minusMillis(1));
      CompletableFuture<ZakToken> first = get();
      zoom.gives(dying);
      first.join();
      assertFalse(get().isDone());
    }

    @Test
    void get_cold_sharesOneCallAmongAll() {
      List<CompletableFuture<ZakToken>> callers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        callers.add(get());
      }
      ZakToken zak = zak("one");
      zoom.gives(zak);
      callers.forEach(caller -> assertSame(zak, caller.join()));
      assertEquals(1, zoom.calls(), "everybody fetched at first use (Quarkus, Spring)");
      assertEquals(0, time.ticking(), "nobody's alarm is left");
    }

    @Test
    void get_coldAndFailing_sharesTheFailureAndHoldsBack() {
      List<CompletableFuture<ZakToken>> callers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        callers.add(get());
      }
      zoom.fails(unavailable());
      callers.forEach(caller -> assertInstanceOf(TokenFailure.Unavailable.class, failure(caller)));
      get();
      assertEquals(1, zoom.calls(), "waiters repeated the failing call one by one (AWS, Nimbus)");
    }

    @Test
    void get_coldAndHanging_failsAtTheDeadlineAndLeavesTheCallToTheOthers() {
      CompletableFuture<ZakToken> impatient = get(Duration.ofSeconds(1));
      CompletableFuture<ZakToken> patient = get();
      time.advance(Duration.ofSeconds(1));
      assertInstanceOf(TokenFailure.Unavailable.class, failure(impatient));
      ZakToken zak = zak("late");
      zoom.gives(zak);
      assertSame(zak, patient.join());
      assertEquals(1, zoom.calls());
    }

    @Test
    void get_callerCancels_harmsNobody() {
      CompletableFuture<ZakToken> leader = get();
      CompletableFuture<ZakToken> other = get();
      leader.cancel(true);
      ZakToken zak = zak("one");
      zoom.gives(zak);
      assertSame(zak, other.join(), "a cancelled leader poisoned the waiters");
      assertSame(zak, get().join());
    }

    @Test
    void get_whileTheCallOutlivesItsCallers_launchesNoSecond() {
      get();
      time.advance(Duration.ofSeconds(10));
      get();
      assertEquals(1, zoom.calls(), "the guard released before the work ended (AWS)");
    }

    @Test
    void get_tokenOfNoLife_servesThoseWhoWaitedAndNobodyElse() {
      CompletableFuture<ZakToken> waiting = get();
      ZakToken stillborn = new ZakToken(Secret.of("x"), time.instant(), time.instant());
      zoom.gives(stillborn);
      assertSame(stillborn, waiting.join());
      assertFalse(get().isDone());
    }
  }

  @Nested
  class BackingOff {

    private Duration pauseAfter(TokenFailure failure) {
      CompletableFuture<ZakToken> got = get();
      zoom.fails(failure);
      Instant until = failure(got).nextAttemptAt().orElseThrow();
      return Duration.between(time.instant(), until);
    }

    @Test
    void get_failingAgainAndAgain_doublesThePauseUpTo30Seconds() {
      List<Long> pauses = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        Duration pause = pauseAfter(unavailable());
        pauses.add(pause.toSeconds());
        time.advance(pause);
      }
      assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L), pauses);
      assertEquals(List.of(false, true, true, true, true, true, true), zoom.probing());
    }

    @Test
    void get_thirtySecondsOfFailure_asksAtMostSixTimes() {
      for (int i = 0; i < 300; i++) {
        int before = zoom.calls();
        get();
        if (zoom.calls() > before) {
          zoom.fails(unavailable());
        }
        time.advance(Duration.ofMillis(100));
      }
      assertTrue(zoom.calls() <= 6, () -> "calls: " + zoom.calls());
    }

    @Test
    void get_zoomAsksToWait_waitsThatLongButADayAtMost() {
      TokenFailure two = TokenFailure.Unavailable.limited("a", "429", Duration.ofSeconds(2));
      assertEquals(Duration.ofSeconds(2), pauseAfter(two));
      time.advance(Duration.ofSeconds(2));
      TokenFailure absurd =
          TokenFailure.Unavailable.limited("a", "429", Duration.ofSeconds(1_000_000_000_000L));
      assertEquals(Duration.ofHours(24), pauseAfter(absurd));
    }

    @Test
    void get_zoomAsksToWaitInThePast_waitsItsOwnPause() {
      TokenFailure past = TokenFailure.Unavailable.limited("a", "429", Duration.ofSeconds(-50));
      assertEquals(Duration.ofSeconds(1), pauseAfter(past));
    }

    @Test
    void get_unknownUser_isRememberedFiveSecondsHoweverOften() {
      assertEquals(Duration.ofSeconds(5), pauseAfter(new TokenFailure.Unknown("1001")));
      time.advance(Duration.ofSeconds(5));
      assertEquals(Duration.ofSeconds(5), pauseAfter(new TokenFailure.Unknown("1001")));
    }

    @Test
    void get_afterSuccess_startsFromOneSecondAgain() {
      time.advance(pauseAfter(unavailable()));
      time.advance(pauseAfter(unavailable()));
      warm();
      time.advance(Duration.ofHours(3));
      assertEquals(Duration.ofSeconds(1), pauseAfter(unavailable()));
    }

    @Test
    void get_afterHoursOfQuiet_startsFromOneSecondAgain() {
      for (int i = 0; i < 6; i++) {
        time.advance(pauseAfter(unavailable()));
      }
      time.advance(Duration.ofHours(20));
      assertEquals(Duration.ofSeconds(1), pauseAfter(unavailable()));
      assertEquals(false, zoom.probing().get(6), "the old failure says nothing any more");
    }

    @Test
    void get_failureOfAnotherCell_takesItsPauseOverAndTellsNobodyTwice() {
      Instant until = time.instant().plusSeconds(7);
      CompletableFuture<ZakToken> got = get();
      zoom.fails(unavailable().withNextAttemptAt(until));
      assertEquals(until, failure(got).nextAttemptAt().orElseThrow());
      assertEquals(List.of(), events.seen);
      time.advance(Duration.ofSeconds(7));
      get();
      assertEquals(List.of(false, false), zoom.probing());
    }
  }

  @Nested
  class Invalidation {

    @Test
    void invalidate_theTokenAtHand_forgetsIt() {
      ZakToken zak = warm();
      cell.invalidate(zak);
      assertFalse(get().isDone(), "a revoked token could not be dropped (AWS)");
    }

    @Test
    void invalidate_anOlderToken_leavesTheNewerAlone() {
      ZakToken old = warm();
      cell.invalidate(old);
      CompletableFuture<ZakToken> got = get();
      ZakToken newer = zak("newer");
      zoom.gives(newer);
      got.join();
      cell.invalidate(old);
      assertSame(newer, get().join());
      assertEquals(List.of("renewed", "invalidated", "renewed"), events.seen);
    }

    @Test
    void invalidate_anEqualTokenOfAnotherMint_leavesItAlone() {
      ZakToken first = warm();
      cell.invalidate(first);
      CompletableFuture<ZakToken> got = get();
      ZakToken same = new ZakToken(first.value(), first.mintedAt(), first.expiresAt());
      zoom.gives(same);
      got.join();
      cell.invalidate(first);
      assertSame(same, get().join());
    }
  }

  @Nested
  class Defects {

    @Test
    void get_sourceThrows_failsAndRecovers() {
      TokenCell<ZakToken> broken =
          new TokenCell<>(
              fetch -> {
                throw new IllegalStateException("defect");
              },
              rule,
              time.timing(),
              events);
      var got = broken.get(CallContext.until(time.instant().plus(DEADLINE))).toCompletableFuture();
      TokenFailure failure = failure(got);
      assertInstanceOf(TokenFailure.Unavailable.class, failure);
      assertEquals(
          IllegalStateException.class.getName(), failure.getCause().getMessage(), "for the log");
    }

    @Test
    void get_sourceGivesNothing_fails() {
      CompletableFuture<ZakToken> got = get();
      zoom.gives(null);
      assertInstanceOf(TokenFailure.Unavailable.class, failure(got));
    }

    @Test
    void get_failureWrapped_isUnwrapped() {
      CompletableFuture<ZakToken> got = get();
      zoom.fails(new CompletionException(refused()));
      assertInstanceOf(TokenFailure.Refused.class, failure(got));
    }
  }

  @Nested
  class Origin {

    @Test
    void ofATokenAtHand_isMemory_freshOrStale() {
      warm();
      assertEquals(ServedToken.Origin.MEMORY, origin().join());
      time.advance(Duration.ofSeconds(50));
      assertEquals(ServedToken.Origin.MEMORY, origin().join());
    }

    @Test
    void ofATokenThatWasWaitedFor_isTheSource_forAllWhoWaited() {
      List<CompletableFuture<ServedToken.Origin>> waiting = List.of(origin(), origin(), origin());
      zoom.gives(zak("new"));
      waiting.forEach(one -> assertEquals(ServedToken.Origin.MINTED, one.join()));
      assertEquals(List.of("joined", "joined", "renewed"), events.seen);
    }

    @Test
    void ofAnOldTokenInAnOutage_isTheReserve_waitedForOrNot() {
      warm();
      time.advance(MINUTE);
      CompletableFuture<ServedToken.Origin> waiting = origin();
      zoom.fails(unavailable());
      assertEquals(ServedToken.Origin.RESERVE, waiting.join());
      assertEquals(ServedToken.Origin.RESERVE, origin().join());
    }

    /** No caller waits for the renewal of a token that is still good. */
    @Test
    void stale_whileOneRenews_isNoWait() {
      warm();
      time.advance(Duration.ofSeconds(50));
      origin().join();
      origin().join();
      assertEquals(List.of("renewed"), events.seen);
    }
  }

  /** An exception of a listener must not keep the answer from the callers who wait. */
  @Test
  void get_listenerThrows_theTokenAndTheFailureArriveAllTheSame() {
    TokenListener throwing =
        new TokenListener() {
          @Override
          public void renewed() {
            throw new IllegalStateException("listener");
          }

          @Override
          public void failed(TokenFailure failure, Freshness inMemory) {
            throw new IllegalStateException("listener");
          }
        };
    HeldSource<ZakToken> source = new HeldSource<>();
    TokenCell<ZakToken> heard = new TokenCell<>(source, rule, time.timing(), throwing);
    var waiting = heard.get(CallContext.until(time.instant().plus(DEADLINE))).toCompletableFuture();
    source.gives(zak("given"));
    assertEquals(Secret.of("given"), waiting.join().token().value());
    TokenCell<ZakToken> failing = new TokenCell<>(source, rule, time.timing(), throwing);
    var disappointed = failing.get(CallContext.until(time.instant().plus(DEADLINE)));
    source.fails(unavailable());
    assertInstanceOf(TokenFailure.Unavailable.class, failure(disappointed.toCompletableFuture()));
  }

  @Test
  void accept_takesATokenThatSomebodyElseWasGiven_andEndsTheBackOff() {
    var got = get();
    zoom.fails(unavailable());
    assertTrue(got.isCompletedExceptionally());
    assertTrue(cell.backsOffUntil().isPresent());
    ZakToken given = zak("given");
    cell.accept(given, inMemory -> true);
    assertSame(given, get().join());
    assertTrue(cell.backsOffUntil().isEmpty());
    cell.accept(zak("older"), inMemory -> false);
    assertSame(given, get().join());
  }
}
