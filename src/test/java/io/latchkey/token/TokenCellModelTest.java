package io.latchkey.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Compares a cell with a model that follows the table in {@link TokenCell} event by event, over
 * random rules, delays, failures and wall clocks that leap. Every caller must get the answer of the
 * model at the same moment, and the source must be called just as often.
 *
 * <p>Calls that take time end at odd milliseconds, and callers act at even ones. They never meet in
 * one instant, so their order is not left to chance.
 */
class TokenCellModelTest {

  private static final Duration DEADLINE = Duration.ofSeconds(4);
  private static final Duration HIGHEST_LEAP = Duration.ofHours(2);

  /**
   * The number of runs for each of a thousand seeds. PIT sets fewer, since it runs each test many
   * times.
   */
  private static final int RUNS = Integer.getInteger("latchkey.runs", 100);

  @Property(tries = 1000)
  void get_whateverHappens_isWhatTheModelSays(@ForAll long seed) {
    for (int run = 0; run < RUNS; run++) {
      new Run(new Random(seed + run)).play();
    }
  }

  /** What the source will do, drawn when it is called. It gives a token if there is no failure. */
  private record Script(Duration delay, Duration life, TokenFailure failure) {}

  /** A caller, and the answer that it has got. */
  private static final class Caller {
    final int number;
    final CompletableFuture<ZakToken> answer;

    Caller(int number, CompletableFuture<ZakToken> answer) {
      this.number = number;
      this.answer = answer;
    }

    String got() {
      if (!answer.isDone()) {
        return "waits";
      }
      return answer.handle((zak, thrown) -> zak == null ? kind(thrown) : name(zak)).join();
    }
  }

  private static String kind(Throwable thrown) {
    return TokenFailure.of(thrown).getClass().getSimpleName();
  }

  private static String name(ZakToken zak) {
    return zak.value().reveal();
  }

  private static final class Run {
    final Random random;
    final TestTime time = new TestTime();
    final InstantSource clock;
    final ZakRule rule;
    final TokenTiming timing;
    final TokenCell<ZakToken> cell;
    final Model model;
    final List<Caller> callers = new ArrayList<>();
    Duration leap = Duration.ZERO;
    int calls;
    AssertionError violation;

    Run(Random random) {
      this.random = random;
      this.clock =
          new RatchetClock(
              () -> time.instant().plus(leap),
              () -> Duration.between(TestTime.START, time.instant()).toNanos());
      Duration minRemaining = even(random.nextInt(20 * 60_000));
      Duration reuseFor = even(random.nextInt(4) == 0 ? 0 : random.nextInt(120_000));
      Duration outage =
          random.nextInt(4) == 0 ? Duration.ZERO : reuseFor.plus(even(random.nextInt(3_600_000)));
      this.rule = new ZakRule(reuseFor, outage, minRemaining);
      Duration patience = even(10 + random.nextInt(3000));
      this.timing = new TokenTiming(clock, time, new BackOff(() -> 0), patience);
      this.model = new Model(rule, patience);
      this.cell = new TokenCell<>(this::call, rule, timing, new TokenListener() {});
    }

    static Duration even(int millis) {
      return Duration.ofMillis(millis - millis % 2);
    }

    void play() {
      for (int step = 0; step < 25; step++) {
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> ask();
          case 3 -> advance(even(random.nextInt(1500)));
          case 4 -> advance(even(random.nextInt(70_000)));
          case 5 -> advance(random.nextInt(10) == 0 ? even(7_200_000) : even(200));
          case 6 -> leap();
          default -> invalidate();
        }
        compare();
      }
      advance(DEADLINE);
      compare();
      callers.forEach(caller -> assertTrue(caller.answer.isDone(), "nobody waits for ever"));
    }

    CompletionStage<ZakToken> call(TokenSource.FetchContext fetch) {
      int number = ++calls;
      Script script = script();
      try {
        model.called(clock.instant(), time.instant(), number, script, fetch);
      } catch (AssertionError swallowedByTheCell) {
        // The cell turns this error into a failed stage, so compare() throws it.
        violation = swallowedByTheCell;
      }
      CompletableFuture<ZakToken> landing = new CompletableFuture<>();
      Instant mintedAt = clock.instant();
      Runnable land =
          () -> {
            if (script.failure == null) {
              landing.complete(
                  new ZakToken(Secret.of("zak" + number), mintedAt, mintedAt.plus(script.life)));
            } else {
              landing.completeExceptionally(script.failure);
            }
          };
      if (script.delay.isZero()) {
        land.run();
      } else {
        time.after(script.delay, land);
      }
      return landing;
    }

    Script script() {
      Duration delay =
          switch (random.nextInt(3)) {
            case 0 -> Duration.ZERO;
            case 1 -> even(random.nextInt(1500)).plusMillis(1);
            default -> even(random.nextInt(6000)).plusMillis(1);
          };
      Duration life = rule.minRemaining().plus(even(random.nextInt(7_200_000)));
      TokenFailure failure =
          switch (random.nextInt(10)) {
            case 0 -> new TokenFailure.Refused("a", "no");
            case 1 -> new TokenFailure.Unknown("who");
            case 2 -> new TokenFailure.Unreadable("a", "html");
            case 3 -> new TokenFailure.Unavailable("a", "down");
            case 4 -> TokenFailure.Unavailable.limited("a", "429", even(random.nextInt(2_000_000)));
            default -> null;
          };
      return new Script(delay, life, failure);
    }

    void ask() {
      Instant deadline = clock.instant().plus(DEADLINE);
      int number = callers.size();
      model.asked(number, clock.instant(), time.instant());
      callers.add(
          new Caller(
              number,
              cell.get(CallContext.until(deadline))
                  .thenApply(ServedToken::token)
                  .toCompletableFuture()));
      model.settle(clock.instant());
    }

    /**
     * Moves the time in steps, so that the model learns of each landing before the clock moves on.
     */
    void advance(Duration by) {
      Instant until = time.instant().plus(by);
      for (Instant next = model.next(until); next != null; next = model.next(until)) {
        Duration step = Duration.between(time.instant(), next);
        time.advance(step.isNegative() ? Duration.ZERO : step);
        model.happened(clock.instant(), time.instant());
        compare();
      }
      time.advance(Duration.between(time.instant(), until));
    }

    void leap() {
      if (random.nextInt(4) == 0) {
        Duration to = even(random.nextInt((int) HIGHEST_LEAP.toMillis()));
        leap = random.nextBoolean() ? to : to.negated();
      }
    }

    /** Invalidates the token in memory, or one that was there before. */
    void invalidate() {
      List<ZakToken> seen =
          callers.stream()
              .filter(caller -> caller.answer.isDone() && !caller.answer.isCompletedExceptionally())
              .map(caller -> caller.answer.join())
              .toList();
      if (!seen.isEmpty() && random.nextInt(4) == 0) {
        ZakToken one = seen.get(random.nextInt(seen.size()));
        cell.invalidate(one);
        model.invalidated(name(one));
      }
    }

    void compare() {
      if (violation != null) {
        throw violation;
      }
      for (Caller caller : callers) {
        assertEquals(
            model.answers.get(caller.number), caller.got(), () -> "caller " + caller.number);
      }
    }
  }

  /**
   * The table in {@link TokenCell}, with the times of the pauses. It uses no threads and no
   * futures.
   */
  private static final class Model {
    record Token(String name, Instant mintedAt, Instant expiresAt) {}

    record Call(int number, Instant launchedAt, Instant landsAt, Script script) {}

    /**
     * A caller that waits.
     *
     * @param until when the waiting ends, by elapsed time
     * @param glance whether a reserve may end the waiting
     * @param deadline the deadline by the clock, so that a leap ahead can make it pass
     */
    record Waiting(Instant until, boolean glance, Instant deadline) {}

    final ZakRule rule;
    final Duration patience;
    final Map<Integer, String> answers = new LinkedHashMap<>();
    final Map<Integer, Waiting> waiting = new LinkedHashMap<>();
    Token token;
    Call call;
    String pausedBy;
    Instant pausedUntil = Instant.MIN;
    Instant doubtfulUntil = Instant.MIN;
    int consecutiveFailures;
    boolean mustCall;

    Model(ZakRule rule, Duration patience) {
      this.rule = rule;
      this.patience = patience;
    }

    /** Predicts the answer, before the cell is asked. */
    void asked(int number, Instant now, Instant elapsed) {
      mustCall = call == null && !paused(now) && freshness(now) != Freshness.FRESH;
      answers.put(number, "waits");
      Instant deadline = now.plus(DEADLINE);
      Instant latest = elapsed.plus(DEADLINE);
      switch (freshness(now)) {
        case FRESH -> answer(number, token.name);
        case STALE -> answer(number, token.name);
        case RESERVE -> {
          if (paused(now)) {
            answer(number, token.name);
          } else {
            Duration wait = now.isBefore(doubtfulUntil) ? Duration.ofMillis(100) : patience;
            Duration waited = call == null ? Duration.ZERO : Duration.between(call.launchedAt, now);
            Instant until = elapsed.plus(wait.minus(waited));
            waiting.put(
                number, new Waiting(until.isBefore(latest) ? until : latest, true, deadline));
          }
        }
        case EXPIRED -> {
          if (paused(now)) {
            answer(number, pausedBy);
          } else {
            waiting.put(number, new Waiting(latest, false, deadline));
          }
        }
      }
    }

    /** Records what was decided at once, after the cell was asked. */
    void settle(Instant now) {
      assertFalse(mustCall, "Zoom should have been called");
      if (call != null && call.script.delay.isZero()) {
        land(now);
      }
    }

    /** Checks a call of the cell to its source, which is allowed only when the table says so. */
    void called(
        Instant now, Instant elapsed, int number, Script script, TokenSource.FetchContext fetch) {
      assertTrue(mustCall, "called though nobody asks, or twice, too soon, or for nothing");
      mustCall = false;
      assertEquals(
          now.isBefore(doubtfulUntil) && consecutiveFailures > 0,
          fetch.isSingleAttempt(),
          "probing");
      assertEquals(freshness(now) != Freshness.EXPIRED, fetch.hasUsableToken(), "spare");
      call = new Call(number, now, elapsed.plus(script.delay), script);
    }

    /**
     * Returns the elapsed time of the next event that happens by itself; null if none happens until
     * then.
     */
    Instant next(Instant until) {
      Instant next = call == null ? null : call.landsAt;
      for (Waiting one : waiting.values()) {
        next = next == null || one.until.isBefore(next) ? one.until : next;
      }
      return next == null || next.isAfter(until) ? null : next;
    }

    void happened(Instant now, Instant elapsed) {
      if (call != null && !call.landsAt.isAfter(elapsed)) {
        land(now);
      }
      for (Integer number : List.copyOf(waiting.keySet())) {
        Waiting one = waiting.get(number);
        if (!one.until.isAfter(elapsed)) {
          late(number, one, now, elapsed);
        }
      }
    }

    private void late(int number, Waiting one, Instant now, Instant elapsed) {
      if (one.glance && freshness(now) != Freshness.EXPIRED) {
        answer(number, token.name);
      } else if (one.glance && one.deadline.isAfter(now)) {
        Instant latest = elapsed.plus(Duration.between(now, one.deadline));
        waiting.put(number, new Waiting(latest, false, one.deadline));
      } else {
        answer(number, "Unavailable");
      }
    }

    private void land(Instant now) {
      Call landed = call;
      call = null;
      Script script = landed.script;
      if (script.failure == null) {
        token =
            new Token(
                "zak" + landed.number, landed.launchedAt, landed.launchedAt.plus(script.life));
        pausedUntil = Instant.MIN;
        doubtfulUntil = Instant.MIN;
        consecutiveFailures = 0;
        List.copyOf(waiting.keySet()).forEach(number -> answer(number, token.name));
        return;
      }
      consecutiveFailures = now.isBefore(doubtfulUntil) ? consecutiveFailures + 1 : 1;
      pausedBy = script.failure.getClass().getSimpleName();
      pausedUntil = now.plus(pause(script.failure));
      doubtfulUntil = pausedUntil.plusSeconds(30);
      if (script.failure.isDefinite()) {
        token = null;
      }
      for (Integer number : List.copyOf(waiting.keySet())) {
        boolean reserve = waiting.get(number).glance && freshness(now) != Freshness.EXPIRED;
        answer(number, reserve ? token.name : pausedBy);
      }
    }

    private Duration pause(TokenFailure failure) {
      if (failure instanceof TokenFailure.Unknown) {
        return Duration.ofSeconds(5);
      }
      long own = Math.min(30, 1L << Math.min(consecutiveFailures - 1, 5));
      long asked = Math.min(86_400_000, failure.retryAfter().orElse(Duration.ZERO).toMillis());
      return Duration.ofMillis(Math.max(own * 1000, asked));
    }

    void invalidated(String name) {
      if (token != null && token.name.equals(name)) {
        token = null;
      }
    }

    private void answer(int number, String what) {
      answers.put(number, what);
      waiting.remove(number);
    }

    private boolean paused(Instant now) {
      return now.isBefore(pausedUntil);
    }

    private Freshness freshness(Instant now) {
      if (token == null
          || Duration.between(now, token.expiresAt).compareTo(rule.minRemaining()) < 0) {
        return Freshness.EXPIRED;
      }
      long age = Duration.between(token.mintedAt, now).toMillis();
      if (age * 4 < rule.reuseFor().toMillis() * 3) {
        return Freshness.FRESH;
      }
      if (age < rule.reuseFor().toMillis()) {
        return Freshness.STALE;
      }
      return age < rule.outageReuseFor().toMillis() ? Freshness.RESERVE : Freshness.EXPIRED;
    }
  }
}
