package io.latchkey.token;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.CompletableFuture.completedStage;
import static java.util.concurrent.CompletableFuture.failedStage;

import io.latchkey.token.CellState.Flight;
import io.latchkey.token.Given.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One token, kept usable: served while it is good, renewed by one call for all who ask, left alone
 * for a while after a failure.
 *
 * <table>
 *   <caption>What {@link #get} does</caption>
 *   <tr><th>the token at hand is</th><th>while the source is left alone</th><th>otherwise</th></tr>
 *   <tr><td>fresh</td><td>serves it</td><td>serves it</td></tr>
 *   <tr><td>stale</td><td>serves it</td><td>serves it, and renews it in the background</td></tr>
 *   <tr><td>a reserve</td><td>serves it</td><td>waits for a new one, but not long</td></tr>
 *   <tr><td>expired, or none</td><td>fails at once</td><td>waits for a new one, to the deadline</td></tr>
 * </table>
 *
 * <p>The call to the source belongs to nobody: a caller who gives up leaves it to the others. All
 * that changes stands in one immutable {@link CellState} behind one reference. {@code get} reads it
 * once, decides, and either answers or puts the next state in its place; if somebody was faster, it
 * decides anew. There is no lock, and a good token is served without a write.
 *
 * <p>Thread-safe.
 *
 * @param <T> the kind of token
 */
public final class TokenCell<T> {

  /** How long a caller with a reserve waits for a source that counts as failing. */
  private static final Duration GLANCE = Duration.ofMillis(100);

  private final TokenSource<T> source;
  private final FreshnessRule<T> rule;
  private final TokenTiming timing;
  private final TokenEvents events;
  private final AtomicReference<CellState<T>> state =
      new AtomicReference<>(new CellState<>(null, null, null, false));

  public TokenCell(
      TokenSource<T> source, FreshnessRule<T> rule, TokenTiming timing, TokenEvents events) {
    this.source = source;
    this.rule = rule;
    this.timing = timing;
    this.events = events;
  }

  /**
   * A usable token.
   *
   * @param waiter who asks, and until when
   * @return complete already unless a call to the source has to be waited for; fails with a {@link
   *     TokenFailure} that says when the next try is made
   */
  public CompletionStage<Given<T>> get(Waiter waiter) {
    return tryGet(waiter)
        .orElseThrow(() -> new IllegalStateException("A cell outside a cache is never retired"));
  }

  /** As {@link #get}; empty if the cell has been retired. */
  Optional<CompletionStage<Given<T>>> tryGet(Waiter waiter) {
    while (true) {
      CellState<T> seen = read();
      if (seen.retired()) {
        return Optional.empty();
      }
      CompletionStage<Given<T>> answer = decide(seen, waiter);
      if (answer != null) {
        return Optional.of(answer);
      }
    }
  }

  /** Forgets {@code refused} if it is the token at hand, and no other token. */
  public void invalidate(T refused) {
    for (CellState<T> seen = read(); seen.token() == refused; seen = read()) {
      CellState<T> without = new CellState<>(null, seen.flight(), seen.setback(), seen.retired());
      if (state.compareAndSet(seen, without)) {
        events.invalidated();
        return;
      }
    }
  }

  private CellState<T> read() {
    return requireNonNull(state.get());
  }

  /** The token at hand, whatever it is good for. */
  public Optional<T> atHand() {
    return Optional.ofNullable(read().token());
  }

  /** Until when the source is left alone; empty if it is not. */
  public Optional<Instant> leftAloneUntil() {
    CellState<T> seen = read();
    Setback setback = seen.setback();
    return setback != null && seen.leftAlone(timing.clock().instant())
        ? Optional.of(setback.until())
        : Optional.empty();
  }

  /**
   * Takes a token that the source gave to somebody else: it ends a setback, as a renewal does. A
   * call under way goes on.
   *
   * @param older whether the token at hand is to give way
   */
  public void accept(T given, Predicate<T> older) {
    for (CellState<T> seen = read(); ; seen = read()) {
      T atHand = seen.token();
      if (atHand != null && !older.test(atHand)) {
        return;
      }
      if (state.compareAndSet(seen, new CellState<>(given, seen.flight(), null, seen.retired()))) {
        events.renewed();
        return;
      }
    }
  }

  /** What the token at hand is good for. */
  Freshness freshness(Instant now) {
    return freshness(read().token(), now);
  }

  /** Ends this cell for good unless a call is under way, so that no key ever has two calls. */
  boolean retire() {
    CellState<T> seen = read();
    return seen.flight() == null
        && state.compareAndSet(seen, new CellState<>(seen.token(), null, seen.setback(), true));
  }

  /** The answer, or null if somebody else changed the state meanwhile. */
  private @Nullable CompletionStage<Given<T>> decide(CellState<T> seen, Waiter waiter) {
    Instant now = timing.clock().instant();
    T token = seen.token();
    if (token == null) {
      return another(seen, now, waiter);
    }
    return switch (rule.at(token, now)) {
      case FRESH -> given(token, Origin.MEMORY);
      case STALE ->
          seen.leftAlone(now) || join(seen, now, waiter) != null
              ? given(token, Origin.MEMORY)
              : null;
      case RESERVE -> anotherOrReserve(token, seen, now, waiter);
      case EXPIRED -> another(seen, now, waiter);
    };
  }

  private @Nullable CompletionStage<Given<T>> another(
      CellState<T> seen, Instant now, Waiter waiter) {
    Setback setback = seen.setback();
    if (setback != null && seen.leftAlone(now)) {
      return failedStage(setback.failure());
    }
    Flight<T> flight = join(seen, now, waiter);
    return flight == null ? null : await(told(flight, seen), waiter.deadline());
  }

  private @Nullable CompletionStage<Given<T>> anotherOrReserve(
      T token, CellState<T> seen, Instant now, Waiter waiter) {
    if (seen.leftAlone(now)) {
      events.servedFromReserve();
      return given(token, Origin.RESERVE);
    }
    Flight<T> flight = join(seen, now, waiter);
    return flight == null
        ? null
        : awaitOrReserve(told(flight, seen), patience(seen, now), waiter.deadline());
  }

  private Flight<T> told(Flight<T> flight, CellState<T> seen) {
    if (seen.flight() != null) {
      events.joined();
    }
    return flight;
  }

  private Freshness freshness(@Nullable T token, Instant now) {
    return token == null ? Freshness.EXPIRED : rule.at(token, now);
  }

  private Duration patience(CellState<T> seen, Instant now) {
    return seen.doubtful(now) ? GLANCE : timing.patience();
  }

  /** The call under way, or a new one; null if somebody else changed the state meanwhile. */
  private @Nullable Flight<T> join(CellState<T> seen, Instant now, Waiter waiter) {
    if (seen.flight() != null) {
      return seen.flight();
    }
    Flight<T> flight = new Flight<>(now, new CompletableFuture<>());
    if (!state.compareAndSet(seen, new CellState<>(seen.token(), flight, seen.setback(), false))) {
      return null;
    }
    boolean spare = freshness(seen.token(), now) != Freshness.EXPIRED;
    TokenSource.Need need = new TokenSource.Need(seen.probing(now), spare, waiter.trace());
    completedStage(source)
        .thenCompose(called -> called.fetch(need))
        .whenComplete((token, thrown) -> land(flight, token, thrown));
    return flight;
  }

  /** The state comes first: whoever hears of the landing and asks again must not see the flight. */
  private void land(Flight<T> flight, @Nullable T token, @Nullable Throwable thrown) {
    if (token != null) {
      state.updateAndGet(seen -> new CellState<>(token, null, null, seen.retired()));
      try {
        events.renewed();
      } finally {
        flight.landing().complete(token);
      }
      return;
    }
    TokenFailure failure =
        TokenFailure.of(thrown == null ? new NullPointerException("no token") : thrown);
    if (isPaused(thrown)) {
      state.updateAndGet(
          seen -> new CellState<>(seen.token(), null, seen.setback(), seen.retired()));
      flight.landing().completeExceptionally(failure);
      return;
    }
    Setback setback = Setback.after(read().setback(), failure, timing);
    boolean kept = rule.outlives(failure);
    CellState<T> after =
        state.updateAndGet(
            seen -> new CellState<>(kept ? seen.token() : null, null, setback, seen.retired()));
    try {
      if (failure.heldUntil().isEmpty()) {
        Freshness atHand = freshness(after.token(), timing.clock().instant());
        events.failed(setback.failure(), atHand);
      }
    } finally {
      flight.landing().completeExceptionally(setback.failure());
    }
  }

  /** A pause is no failure of this token's: the source remembers it, and may end it early. */
  private static boolean isPaused(@Nullable Throwable thrown) {
    return thrown instanceof SourcePaused
        || (thrown instanceof CompletionException && thrown.getCause() instanceof SourcePaused);
  }

  private CompletionStage<Given<T>> awaitOrReserve(
      Flight<T> flight, Duration patience, Instant deadline) {
    Instant enough = flight.launchedAt().plus(patience);
    return await(flight, enough.isBefore(deadline) ? enough : deadline)
        .exceptionallyCompose(thrown -> reserve(flight, deadline));
  }

  /** State and clock are read again: time has passed, and the failure may have cost the reserve. */
  private CompletionStage<Given<T>> reserve(Flight<T> flight, Instant deadline) {
    T token = read().token();
    if (token != null && freshness(token, timing.clock().instant()) != Freshness.EXPIRED) {
      events.servedFromReserve();
      return given(token, Origin.RESERVE);
    }
    return await(flight, deadline);
  }

  /** Each waits on a copy of the landing: to give up ends one's own waiting alone. */
  private CompletionStage<Given<T>> await(Flight<T> flight, Instant until) {
    CompletableFuture<T> waiting = flight.landing().copy();
    Instant now = timing.clock().instant();
    Future<?> alarm =
        timing
            .alarm()
            .after(Duration.between(now, until), () -> waiting.completeExceptionally(late()));
    return waiting
        .whenComplete((token, thrown) -> alarm.cancel(false))
        .thenApply(token -> new Given<>(token, Origin.MINTED));
  }

  private static <T> CompletionStage<Given<T>> given(T token, Origin origin) {
    return completedStage(new Given<>(token, origin));
  }

  private TokenFailure late() {
    return new TokenFailure.Unavailable(
            "The token did not come in time. Try again.", "deadline passed while waiting")
        .heldUntil(timing.clock().instant().plusSeconds(1));
  }
}
