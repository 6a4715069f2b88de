package io.latchkey.observe;

import io.latchkey.callback.AnsweredCallback;
import io.latchkey.callback.CallbackEvents;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last callbacks that got no token.
 *
 * <p>Thread-safe.
 */
public final class RecentFailures implements CallbackEvents {

  private static final int MOST = 20;

  /**
   * @param asked what for, and who did
   * @param why what went wrong
   * @param instance that the answer carried
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
                note(
                    new Failed(
                        clock.instant(),
                        failed.status(),
                        callback.asked(),
                        failed.diagnosis(),
                        callback.trace().instance())));
  }

  private synchronized void note(Failed failed) {
    failures.addFirst(failed);
    if (failures.size() > MOST) {
      failures.removeLast();
    }
  }

  /** The last twenty failures, newest first. */
  public synchronized List<Failed> all() {
    return List.copyOf(failures);
  }
}
