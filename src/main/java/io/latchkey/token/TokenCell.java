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
 * Keeps one token usable. It serves the token while it is good, renews it by one call for all
 * callers, and leaves the source alone for a while after a failure.
 *
 * <table>
 *   <caption>What {@link #get} does</caption>
 *   <tr><th>token in memory</th><th>while the source is left alone</th><th>otherwise</th></tr>
 *   <tr><td>fresh</td><td>serves it</td><td>serves it</td></tr>
 *   <tr><td>stale</td><td>serves it</td><td>serves it, and renews it in the background</td></tr>
 *   <tr><td>reserve</td><td>serves it</td><td>waits briefly for a new one, else serves it</td></tr>
 *   <tr><td>expired or missing</td><td>fails at once</td><td>waits until the deadline</td></tr>
 * </table>
 *
 * <p>A call under way is a {@link Flight}; {@link Landing} puts its result into the state. The
 * whole state is one immutable {@link CellState} behind one reference. There is no lock, and a
 * fresh token is served without a write.
 *
 * <p>Thread-safe.
 *
 * @param <T> the kind of token
 */
public final class TokenCell<T> {

  /** How long a caller with a reserve waits for a source that has failed recently. */
  private static final Duration SHORT_PATIENCE = Duration.ofMillis(100);

  private final TokenSource<T> source;
  private final FreshnessRule<T> rule;
  private final TokenTiming timing;
  private final TokenListener events;
  private final AtomicReference<CellState<T>> state = new AtomicReference<>(CellState.empty());
  private final Landing<T> landing;

  public TokenCell(
      TokenSource<T> source, FreshnessRule<T> rule, TokenTiming timing, TokenListener events) {
    this.source = source;
    this.rule = rule;
    this.timing = timing;
    this.events = events;
    this.landing = new Landing<>(state, rule, timing, events);
  }

  /**
   * Returns the token, as the table in {@link TokenCell} says.
   *
   * @return a stage that is already complete unless a call to the source must be waited for; it
   *     fails with a {@link TokenFailure} that says when the source is asked again
   */
  public CompletionStage<ServedToken<T>> get(CallContext context) {
    return tryGet(context)
        .orElseThrow(() -> new IllegalStateException("A cell outside a cache is never retired"));
  }

  /** Does the same as {@link #get}. Returns empty if the cell has been retired. */
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
      // Another thread has changed the state since it was read here: decide again by the new state.
    }
  }

  /**
   * Returns the token if it is fresh, or stale, in which case its renewal begins; else empty, also
   * if the cell has been retired or another thread was faster to change the state.
   */
  public Optional<ServedToken<T>> fromMemory(CallContext context) {
    CellState<T> seen = read();
    if (seen.isRetired()) {
      return Optional.empty();
    }
    Instant now = now();
    return switch (seen.step(freshness(seen.token(), now), now)) {
      case SERVE -> Optional.of(servedFromMemory(seen));
      case SERVE_AND_RENEW -> join(seen, now, context).map(flight -> servedFromMemory(seen));
      case SERVE_RESERVE, WAIT_OR_SERVE_RESERVE, WAIT, FAIL -> Optional.empty();
    };
  }

  /** Returns the answer; empty if another thread was faster to change the state. */
  private Optional<CompletionStage<ServedToken<T>>> answer(CellState<T> seen, CallContext context) {
    Instant now = now();
    return switch (seen.step(freshness(seen.token(), now), now)) {
      case SERVE -> Optional.of(completedStage(servedFromMemory(seen)));
      case SERVE_AND_RENEW ->
          join(seen, now, context).map(flight -> completedStage(servedFromMemory(seen)));
      case SERVE_RESERVE -> Optional.of(servedFromReserve(requireNonNull(seen.token())));
      case WAIT_OR_SERVE_RESERVE ->
          joinAndReport(seen, now, context)
              .map(flight -> waitOrServeReserve(flight, patience(seen, now), context.deadline()));
      case WAIT ->
          joinAndReport(seen, now, context).map(flight -> flight.await(context.deadline(), timing));
      case FAIL -> Optional.of(failedStage(requireNonNull(seen.backOff()).failure()));
    };
  }

  private ServedToken<T> servedFromMemory(CellState<T> seen) {
    return new ServedToken<>(requireNonNull(seen.token()), Origin.MEMORY);
  }

  private Freshness freshness(@Nullable T token, Instant now) {
    return rule.freshness(token, now);
  }

  private Duration patience(CellState<T> seen, Instant now) {
    return seen.hasSourceFailedRecently(now) ? SHORT_PATIENCE : timing.patience();
  }

  private Optional<Flight<T>> joinAndReport(CellState<T> seen, Instant now, CallContext context) {
    Optional<Flight<T>> flight = join(seen, now, context);
    if (seen.flight() != null) {
      events.joined();
    }
    return flight;
  }

  /**
   * Returns the call under way, or a new call; empty if another thread was faster to change the
   * state.
   */
  private Optional<Flight<T>> join(CellState<T> seen, Instant now, CallContext context) {
    if (seen.flight() != null) {
      return Optional.of(seen.flight());
    }
    Flight<T> flight = Flight.launchedAt(now);
    // Only the thread that wins this compare-and-set calls the source.
    if (!state.compareAndSet(seen, seen.withFlight(flight))) {
      return Optional.empty();
    }
    boolean hasUsableToken = freshness(seen.token(), now) != Freshness.EXPIRED;
    FetchContext fetch =
        new FetchContext(seen.needsSingleAttempt(now), hasUsableToken, context.trace());
    // No caller owns the call: if one gives up, the others still get the token. Inside thenCompose,
    // an exception that fetch throws becomes a failed stage, so land always runs.
    completedStage(source)
        .thenCompose(called -> called.fetch(fetch))
        .whenComplete((token, thrown) -> landing.land(flight, token, thrown));
    return Optional.of(flight);
  }

  private CompletionStage<ServedToken<T>> waitOrServeReserve(
      Flight<T> flight, Duration patience, Instant deadline) {
    // Counted from the start of the call, so a caller who comes later waits less.
    Instant patienceEnds = flight.launchedAt().plus(patience);
    return flight
        .await(patienceEnds.isBefore(deadline) ? patienceEnds : deadline, timing)
        .exceptionallyCompose(thrown -> serveReserveOrKeepWaiting(flight, deadline));
  }

  private CompletionStage<ServedToken<T>> serveReserveOrKeepWaiting(
      Flight<T> flight, Instant deadline) {
    // State and clock are read again: time has passed, and the failure may have removed the
    // reserve. If the call has failed, await fails at once with its failure.
    T token = read().token();
    return token != null && freshness(token, now()) != Freshness.EXPIRED
        ? servedFromReserve(token)
        : flight.await(deadline, timing);
  }

  private CompletionStage<ServedToken<T>> servedFromReserve(T token) {
    events.servedFromReserve();
    return completedStage(new ServedToken<>(token, Origin.RESERVE));
  }

  /** Forgets this token if it is in memory. Any other token stays. */
  public void invalidate(T refused) {
    for (CellState<T> seen = read(); seen.token() == refused; seen = read()) {
      // After a lost compare-and-set the loop checks whether this token is still in memory.
      if (state.compareAndSet(seen, seen.withoutToken())) {
        events.invalidated();
        return;
      }
    }
  }

  /**
   * Takes a token that the source gave outside this cell. Like a renewal, it ends a back-off. A
   * call under way continues.
   *
   * @param isOlder tests whether the token in memory must give way to the given token
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

  /** Returns the token in memory, whatever its freshness; empty without a token. */
  public Optional<T> inMemory() {
    return Optional.ofNullable(read().token());
  }

  /** Returns the instant until which the source is left alone; empty if it may be asked now. */
  public Optional<Instant> backsOffUntil() {
    return read().backsOffUntil(now());
  }

  Freshness freshness(Instant now) {
    return freshness(read().token(), now);
  }

  /**
   * Retires this cell unless a call is under way, so that a key never has two calls. A retired cell
   * serves no more requests.
   *
   * @return whether this call has retired the cell
   */
  boolean retire() {
    CellState<T> seen = read();
    // A lost compare-and-set means that the cell is in use, so it is better kept.
    return seen.flight() == null && state.compareAndSet(seen, seen.retired());
  }

  private CellState<T> read() {
    return requireNonNull(state.get());
  }

  private Instant now() {
    return timing.clock().instant();
  }
}
