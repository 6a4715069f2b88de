package io.latchkey.observe;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Logs an outage of one account's tokens: once when it begins or gets worse, once when a reserve is
 * first served, once when it ends, however many users it concerns.
 *
 * <p>Thread-safe.
 */
final class OutageLog {

  private static final System.Logger LOG = System.getLogger(OutageLog.class.getName());

  /** What has been told; an outage that is not known has none. */
  private record Told(System.Logger.@Nullable Level level, boolean reserve) {}

  private static final Told NOTHING = new Told(null, false);

  private final AtomicReference<Told> told = new AtomicReference<>(NOTHING);

  void failed(String what, TokenFailure failure, Freshness atHand) {
    System.Logger.Level level = FailureLine.level(failure, atHand);
    boolean reserve = atHand == Freshness.RESERVE;
    Told before = told.getAndUpdate(known -> new Told(level, known.reserve || reserve));
    LOG.log(
        before.level == level ? DEBUG : level,
        FailureLine.of(what, failure, atHand),
        failure.getCause());
  }

  void servedFromReserve(String what) {
    Told before = told.getAndUpdate(known -> known.reserve ? known : new Told(known.level, true));
    if (!before.reserve) {
      LOG.log(WARNING, () -> what + ": serving an older one, because Zoom fails or is slow");
    }
  }

  void ended(String what) {
    if (!NOTHING.equals(told.getAndSet(NOTHING))) {
      LOG.log(INFO, () -> what + ": Zoom gives it again");
    }
  }
}
