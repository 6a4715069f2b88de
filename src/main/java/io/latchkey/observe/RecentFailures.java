package io.latchkey.observe;

import io.latchkey.callback.AnsweredCallback;
import io.latchkey.callback.CallbackListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last twenty callbacks that got no token.
 *
 * <p>Thread-safe.
 */
public final class RecentFailures implements CallbackListener {

  private static final int MOST = 20;

  /**
   * A callback without a token.
   *
   * @param asked what was asked for, and by which caller
   * @param why the diagnosis
   * @param instance the {@code instance} of the answer, which the platform saw
   */
  public record Failed(Instant at, int status, String asked, String why, String instance) {}

  private final InstantSource clock;
  private final Deque<Failed> failures = new ArrayDeque<>();

  /**
   * @param clock the monotonic clock that all freshness is judged by
   */
  public RecentFailures(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void answered(AnsweredCallback callback) {
    callback
        .failed()
        .ifPresent(
            failed ->
                record(
                    new Failed(
                        clock.instant(),
                        failed.status(),
                        callback.description(),
                        failed.diagnosis(),
                        callback.trace().instance())));
  }

  private synchronized void record(Failed failed) {
    failures.addFirst(failed);
    if (failures.size() > MOST) {
      failures.removeLast();
    }
  }

  /** Returns the failures, newest first. */
  public synchronized List<Failed> all() {
    return List.copyOf(failures);
  }
}
