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
 * Logs an outage of the tokens of one account. There is one line when it begins, when it gets worse
 * or changes its kind, when a reserve is first served, and when it ends, for all users together.
 *
 * <p>The success of one user does not end the outage of another: it is over when Zoom gives a token
 * and the pause after the last failure, with a quiet time behind it, has passed.
 *
 * <p>Thread-safe.
 */
final class OutageLog {

  private static final System.Logger LOG = System.getLogger(OutageLog.class.getName());

  /**
   * What the log already says of the outage.
   *
   * @param severity the severity of the worst line; 0 before the first
   * @param unavailable whether a line says that Zoom fails
   * @param unreadable whether a line says that Zoom's answer is no token
   * @param reserve whether a line says that a reserve is served
   * @param until the end of the pause after the last failure
   */
  private record Logged(
      int severity, boolean unavailable, boolean unreadable, boolean reserve, Instant until) {

    boolean isAnything() {
      return severity > 0 || reserve;
    }

    boolean contains(TokenFailure failure, System.Logger.Level level) {
      boolean sameKind = failure instanceof TokenFailure.Unreadable ? unreadable : unavailable;
      return sameKind && level.getSeverity() <= severity;
    }

    Logged with(TokenFailure failure, System.Logger.Level level, boolean reserveLogged) {
      boolean isUnreadable = failure instanceof TokenFailure.Unreadable;
      Instant pause = failure.nextAttemptAt().orElse(until);
      return new Logged(
          Math.max(severity, level.getSeverity()),
          unavailable || !isUnreadable,
          unreadable || isUnreadable,
          reserve || reserveLogged,
          pause.isAfter(until) ? pause : until);
    }
  }

  private static final Logged NOTHING = new Logged(0, false, false, false, Instant.MIN);

  private final InstantSource clock;
  private final Duration quiet;
  private final AtomicReference<Logged> logged = new AtomicReference<>(NOTHING);

  /**
   * @param quiet the time after the pause of the last failure in which an outage may still go on
   */
  OutageLog(InstantSource clock, Duration quiet) {
    this.clock = clock;
    this.quiet = quiet;
  }

  void failed(String what, TokenFailure failure, Freshness inMemory) {
    System.Logger.Level level = FailureLine.level(failure, inMemory);
    String meanwhile = FailureLine.meanwhile(inMemory);
    Logged before =
        logged.getAndUpdate(
            known ->
                known.with(
                    failure,
                    level,
                    inMemory == Freshness.RESERVE && !known.contains(failure, level)));
    log(before, what, failure, level, meanwhile);
  }

  void failed(String what, TokenFailure failure, System.Logger.Level level, String meanwhile) {
    Logged before = logged.getAndUpdate(known -> known.with(failure, level, false));
    log(before, what, failure, level, meanwhile);
  }

  private static void log(
      Logged before,
      String what,
      TokenFailure failure,
      System.Logger.Level level,
      String meanwhile) {
    LOG.log(
        before.contains(failure, level) ? DEBUG : level,
        FailureLine.of(what, failure, meanwhile),
        failure.getCause());
  }

  void servedFromReserve(String what) {
    Logged before = logged.getAndUpdate(OutageLog::withReserve);
    if (!before.reserve) {
      LOG.log(WARNING, () -> what + ": serving an older one, because Zoom fails or is slow");
    }
  }

  private static Logged withReserve(Logged known) {
    return new Logged(known.severity, known.unavailable, known.unreadable, true, known.until);
  }

  void ended(String what) {
    Logged seen = logged.get();
    if (seen != null && seen.isAnything() && isOver(seen) && logged.compareAndSet(seen, NOTHING)) {
      LOG.log(INFO, () -> what + ": Zoom gives it again");
    }
  }

  private boolean isOver(Logged seen) {
    return Instant.MIN.equals(seen.until) || !clock.instant().isBefore(seen.until.plus(quiet));
  }
}
