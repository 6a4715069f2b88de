package io.latchkey.token;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.CompletableFuture.completedStage;
import static java.util.concurrent.CompletableFuture.failedStage;

import io.latchkey.token.ServedToken.Origin;
import io.latchkey.token.TokenSource.FetchContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one token usable: serves it while it is good, renews it by one call for all who ask, and
 * leaves its source alone for a while after a failure.
 *
 * <table>
 *   <caption>What {@link #get} does</caption>
 *   <tr><th>the token in memory is</th><th>while the source is left alone</th><th>otherwise</th></tr>
 *   <tr><td>fresh</td><td>serves it</td><td>serves it</td></tr>
 *   <tr><td>stale</td><td>serves it</td><td>serves it, and renews it in the background</td></tr>
 *   <tr><td>a reserve</td><td>serves it</td><td>waits for a new one, but not long</td></tr>
 *   <tr><td>expired, or none</td><td>fails at once</td><td>waits for a new one, to the deadline</td></tr>
 * </table>
 *
 * <p>All that changes stands in one immutable {@link CellState} behind one reference. There is no
 * lock, and a fresh token is served without a write.
 *
 * <p>Thread-safe.
 *
 * @param <T> the kind of token
 */
public final class TokenCell<T> {

  /** How long a caller waits for a source that has just failed while there is a reserve. */
  private static final Duration SHORT_PATIENCE = Duration.ofMillis(100);

  private final TokenSource<T> source;
  private final FreshnessRule<T> rule;
  private final TokenTiming timing;
  private final TokenEvents events;
  private final AtomicReference<CellState<T>> state = new AtomicReference<>(CellState.empty());

  public TokenCell(
      TokenSource<T> source, FreshnessRule<T> rule, TokenTiming timing, TokenEvents events) {
    this.source = source;
    this.rule = rule;
    this.timing = timing;
    this.events = events;
  }

  /**
   * @return complete already unless a call to the source has to be waited for; fails with a {@link
   *     TokenFailure} that says when the source is asked again
   */
  public CompletionStage<ServedToken<T>> get(CallContext context) {
    return tryGet(context)
        .orElseThrow(() -> new IllegalStateException("A cell outside a cache is never retired"));
  }

  /** As {@link #get}; empty if the cell has been retired. */
  Optional<CompletionStage<ServedToken<T>>> tryGet(CallContext context) {
    while (true) {
      CellState<T> seen = read();
      if (seen.isRetired()) {
        return Optional.empty();
      }
      Optional<CompletionStage<ServedToken<T>>> answer = answer(seen, context);
      if (answer.isPresent()) {
        return answer;
      }
      // Another thread has changed the state since it was read here: decide anew by the new state.
    }
  }

  /** The answer; empty if another thread was faster to change the state. */
  private Optional<CompletionStage<ServedToken<T>>> answer(CellState<T> seen, CallContext context) {
    Instant now = now();
    return switch (seen.step(freshness(seen.token(), now), now)) {
      case SERVE -> Optional.of(served(token(seen), Origin.MEMORY));
      case SERVE_AND_RENEW ->
          join(seen, now, context).map(flight -> served(token(seen), Origin.MEMORY));
      case SERVE_RESERVE -> Optional.of(servedFromReserve(token(seen)));
      case WAIT_OR_SERVE_RESERVE ->
          joinAndReport(seen, now, context)
              .map(flight -> waitOrServeReserve(flight, patience(seen, now), context.deadline()));
      case WAIT ->
          joinAndReport(seen, now, context).map(flight -> flight.await(context.deadline(), timing));
      case FAIL -> Optional.of(failedStage(requireNonNull(seen.backOff()).failure()));
    };
  }

  /** The token of a state whose freshness has just been found not to be "expired". */
  private T token(CellState<T> seen) {
    return requireNonNull(seen.token());
  }

  private Freshness freshness(@Nullable T token, Instant now) {
    return token == null ? Freshness.EXPIRED : rule.at(token, now);
  }

  private Duration patience(CellState<T> seen, Instant now) {
    return seen.isSourceDoubtful(now) ? SHORT_PATIENCE : timing.patience();
  }

  private Optional<Flight<T>> joinAndReport(CellState<T> seen, Instant now, CallContext context) {
    Optional<Flight<T>> flight = join(seen, now, context);
    if (seen.flight() != null) {
      events.joined();
    }
    return flight;
  }

  /** The call under way, or a new one; empty if another thread was faster to change the state. */
  private Optional<Flight<T>> join(CellState<T> seen, Instant now, CallContext context) {
    if (seen.flight() != null) {
      return Optional.of(seen.flight());
    }
    Flight<T> flight = Flight.launchedAt(now);
    if (!state.compareAndSet(seen, seen.withFlight(flight))) {
      return Optional.empty();
    }
    boolean hasUsableToken = freshness(seen.token(), now) != Freshness.EXPIRED;
    FetchContext fetch = new FetchContext(seen.isProbing(now), hasUsableToken, context.trace());
    // The call belongs to nobody: a caller who gives up leaves it to the others.
    completedStage(source)
        .thenCompose(called -> called.fetch(fetch))
        .whenComplete((token, thrown) -> land(flight, token, thrown));
    return Optional.of(flight);
  }

  private void land(Flight<T> flight, @Nullable T token, @Nullable Throwable thrown) {
    if (token != null) {
      landWithToken(flight, token);
      return;
    }
    Throwable unwrapped =
        thrown == null ? new NullPointerException("no token") : Thrown.unwrapped(thrown);
    TokenFailure failure = TokenFailure.of(unwrapped);
    if (unwrapped instanceof SourcePaused) {
      // The source remembers its own pause, and may end it early: this token has not failed.
      state.updateAndGet(CellState::withoutFlight);
      flight.landing().completeExceptionally(failure);
    } else {
      landWithFailure(flight, failure);
    }
  }

  private void landWithToken(Flight<T> flight, T token) {
    // The state is published before the waiters wake: one that asks again must not see the flight.
    state.updateAndGet(seen -> seen.landed(token));
    try {
      events.renewed();
    } finally {
      flight.landing().complete(token);
    }
  }

  private void landWithFailure(Flight<T> flight, TokenFailure failure) {
    BackOffState backOff = BackOffState.after(read().backOff(), failure, timing);
    boolean keepsToken = rule.outlives(failure);
    // Published before the waiters wake, as above.
    CellState<T> after = state.updateAndGet(seen -> seen.failed(backOff, keepsToken));
    try {
      if (failure.nextAttemptAt().isEmpty()) {
        events.failed(backOff.failure(), freshness(after.token(), now()));
      }
    } finally {
      flight.landing().completeExceptionally(backOff.failure());
    }
  }

  private CompletionStage<ServedToken<T>> waitOrServeReserve(
      Flight<T> flight, Duration patience, Instant deadline) {
    Instant enough = flight.launchedAt().plus(patience);
    return flight
        .await(enough.isBefore(deadline) ? enough : deadline, timing)
        .exceptionallyCompose(thrown -> reserveAfterWaiting(flight, deadline));
  }

  private CompletionStage<ServedToken<T>> reserveAfterWaiting(Flight<T> flight, Instant deadline) {
    // State and clock are read again: time has passed, and the failure may have cost the reserve.
    T token = read().token();
    return token != null && freshness(token, now()) != Freshness.EXPIRED
        ? servedFromReserve(token)
        : flight.await(deadline, timing);
  }

  private CompletionStage<ServedToken<T>> servedFromReserve(T token) {
    events.servedFromReserve();
    return served(token, Origin.RESERVE);
  }

  private CompletionStage<ServedToken<T>> served(T token, Origin origin) {
    return completedStage(new ServedToken<>(token, origin));
  }

  /** Forgets this token if it is the one in memory, and no other token. */
  public void invalidate(T refused) {
    for (CellState<T> seen = read(); seen.token() == refused; seen = read()) {
      if (state.compareAndSet(seen, seen.withoutToken())) {
        events.invalidated();
        return;
      }
    }
  }

  /**
   * Takes a token that the source gave to somebody else: like a renewal, it ends a back-off. A call
   * under way goes on.
   *
   * @param isOlder whether the token in memory is to give way
   */
  public void accept(T given, Predicate<T> isOlder) {
    for (CellState<T> seen = read(); ; seen = read()) {
      T inMemory = seen.token();
      if (inMemory != null && !isOlder.test(inMemory)) {
        return;
      }
      if (state.compareAndSet(seen, seen.withToken(given))) {
        events.renewed();
        return;
      }
    }
  }

  /** The token in memory, however fresh it is. */
  public Optional<T> inMemory() {
    return Optional.ofNullable(read().token());
  }

  /** Until when the source is left alone; empty if it may be asked. */
  public Optional<Instant> backsOffUntil() {
    return read().backsOffUntil(now());
  }

  Freshness freshness(Instant now) {
    return freshness(read().token(), now);
  }

  /** Ends this cell for good unless a call is under way, so that no key ever has two calls. */
  boolean retire() {
    CellState<T> seen = read();
    return seen.flight() == null && state.compareAndSet(seen, seen.retired());
  }

  private CellState<T> read() {
    return requireNonNull(state.get());
  }

  private Instant now() {
    return timing.clock().instant();
  }
}
