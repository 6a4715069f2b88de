package io.latchkey.observe;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Logs an outage of one account's tokens: once when it begins, gets worse or becomes another, once
 * when a reserve is first served, once when it ends, however many users it concerns.
 *
 * <p>One user's success ends nothing while another's failure is fresh: the outage is over when a
 * token comes and no failure's pause, with a quiet time after it, is running any more.
 *
 * <p>Thread-safe.
 */
final class OutageLog {

  private static final System.Logger LOG = System.getLogger(OutageLog.class.getName());

  /**
   * What has been told of the outage.
   *
   * @param severity of the worst line
   * @param reserve whether a line says that a reserve is served
   * @param until when the last failure's pause is over
   */
  private record Told(
      int severity, boolean unavailable, boolean unreadable, boolean reserve, Instant until) {

    boolean anything() {
      return severity > 0 || reserve;
    }

    boolean knows(TokenFailure failure, System.Logger.Level level) {
      boolean kind = failure instanceof TokenFailure.Unreadable ? unreadable : unavailable;
      return kind && level.getSeverity() <= severity;
    }

    Told with(TokenFailure failure, System.Logger.Level level, boolean reserveTold) {
      boolean nonsense = failure instanceof TokenFailure.Unreadable;
      Instant pause = failure.nextAttemptAt().orElse(until);
      return new Told(
          Math.max(severity, level.getSeverity()),
          unavailable || !nonsense,
          unreadable || nonsense,
          reserve || reserveTold,
          pause.isAfter(until) ? pause : until);
    }
  }

  private static final Told NOTHING = new Told(0, false, false, false, Instant.MIN);

  private final InstantSource clock;
  private final Duration quiet;
  private final AtomicReference<Told> told = new AtomicReference<>(NOTHING);

  /**
   * A log of outages.
   *
   * @param quiet how long after the last failure's pause an outage may still go on
   */
  OutageLog(InstantSource clock, Duration quiet) {
    this.clock = clock;
    this.quiet = quiet;
  }

  void failed(String what, TokenFailure failure, Freshness atHand) {
    System.Logger.Level level = FailureLine.level(failure, atHand);
    String meanwhile = FailureLine.meanwhile(atHand);
    Told before =
        told.getAndUpdate(
            known ->
                known.with(
                    failure, level, atHand == Freshness.RESERVE && !known.knows(failure, level)));
    tell(before, what, failure, level, meanwhile);
  }

  void failed(String what, TokenFailure failure, System.Logger.Level level, String meanwhile) {
    Told before = told.getAndUpdate(known -> known.with(failure, level, false));
    tell(before, what, failure, level, meanwhile);
  }

  private static void tell(
      Told before, String what, TokenFailure failure, System.Logger.Level level, String meanwhile) {
    LOG.log(
        before.knows(failure, level) ? DEBUG : level,
        FailureLine.of(what, failure, meanwhile),
        failure.getCause());
  }

  void servedFromReserve(String what) {
    Told before = told.getAndUpdate(OutageLog::withReserve);
    if (!before.reserve) {
      LOG.log(WARNING, () -> what + ": serving an older one, because Zoom fails or is slow");
    }
  }

  private static Told withReserve(Told known) {
    return new Told(known.severity, known.unavailable, known.unreadable, true, known.until);
  }

  void ended(String what) {
    Told seen = told.get();
    if (seen != null && seen.anything() && over(seen) && told.compareAndSet(seen, NOTHING)) {
      LOG.log(INFO, () -> what + ": Zoom gives it again");
    }
  }

  private boolean over(Told seen) {
    return Instant.MIN.equals(seen.until) || !clock.instant().isBefore(seen.until.plus(quiet));
  }
}
