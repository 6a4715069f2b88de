package io.latchkey.observe;

import io.latchkey.callback.AnsweredCallback;
import io.latchkey.callback.CallbackListener;
import io.latchkey.zoom.ZoomCall;
import io.latchkey.zoom.ZoomListener;
import io.latchkey.zoom.ZoomOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happened to each account in each minute of the last hour.
 *
 * <p>Thread-safe.
 */
public final class History implements CallbackListener, ZoomListener {

  private static final int MINUTES = 60;

  /**
   * One minute of one account.
   *
   * @param answered callbacks with a token
   * @param failed callbacks without a token
   * @param slowest the slowest answer to a callback
   * @param zoomCalls calls to Zoom that succeeded
   * @param zoomFailures calls to Zoom that failed
   */
  public record Minute(
      Instant start,
      long answered,
      long failed,
      Duration slowest,
      long zoomCalls,
      long zoomFailures) {}

  private static final class Tally {
    final long minute;
    final LongAdder answered = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
    final LongAdder zoomCalls = new LongAdder();
    final LongAdder zoomFailures = new LongAdder();

    Tally(long minute) {
      this.minute = minute;
    }

    Minute read() {
      return new Minute(
          Instant.ofEpochSecond(minute * 60),
          answered.sum(),
          failed.sum(),
          Duration.ofMillis(slowest.get()),
          zoomCalls.sum(),
          zoomFailures.sum());
    }
  }

  private final InstantSource clock;
  private final Map<String, AtomicReferenceArray<@Nullable Tally>> accounts;

  /**
   * @param clock the monotonic clock that all freshness is judged by
   */
  public History(Collection<String> accounts, InstantSource clock) {
    this.clock = clock;
    this.accounts =
        accounts.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(), name -> new AtomicReferenceArray<>(MINUTES)));
  }

  @Override
  public void answered(AnsweredCallback callback) {
    callback
        .account()
        .ifPresent(
            account ->
                record(
                    account,
                    tally -> {
                      (callback.served().isPresent() ? tally.answered : tally.failed).increment();
                      tally.slowest.accumulate(callback.took().toMillis());
                    }));
  }

  @Override
  public void called(ZoomCall call) {
    record(
        call.account(),
        tally ->
            (call.outcome() == ZoomOutcome.OK ? tally.zoomCalls : tally.zoomFailures).increment());
  }

  /** Returns sixty minutes: the oldest first, the present one last. */
  public List<Minute> of(String account) {
    long now = minute();
    AtomicReferenceArray<@Nullable Tally> ring = accounts.get(account);
    List<Minute> minutes = new ArrayList<>(MINUTES);
    for (long minute = now - MINUTES + 1; minute <= now; minute++) {
      Tally tally = ring == null ? null : ring.get((int) (minute % MINUTES));
      minutes.add((tally == null || tally.minute != minute ? new Tally(minute) : tally).read());
    }
    return minutes;
  }

  private void record(String account, Consumer<Tally> event) {
    AtomicReferenceArray<@Nullable Tally> ring = accounts.get(account);
    if (ring != null) {
      event.accept(tally(ring, minute()));
    }
  }

  private long minute() {
    return clock.instant().getEpochSecond() / 60;
  }

  /** Returns the tally of a minute; its first event creates it. */
  private static Tally tally(AtomicReferenceArray<@Nullable Tally> ring, long minute) {
    int at = (int) (minute % MINUTES);
    while (true) {
      Tally seen = ring.get(at);
      if (seen != null && seen.minute >= minute) {
        // A thread that slept for an hour must not overwrite a newer minute. Its event goes to a
        // tally that nobody reads.
        return seen.minute == minute ? seen : new Tally(minute);
      }
      Tally next = new Tally(minute);
      if (ring.compareAndSet(at, seen, next)) {
        return next;
      }
    }
  }
}
