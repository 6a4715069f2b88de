package io.latchkey.observe;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenListener;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Logs the changes of one token: a refusal once, however often it repeats, and its end. An outage
 * concerns more than one token and goes to the {@link OutageLog}.
 *
 * <p>Thread-safe.
 */
final class TokenLog implements TokenListener {

  private static final System.Logger LOG = System.getLogger(TokenLog.class.getName());

  private final String what;
  private final OutageLog outage;
  private final AtomicReference<@Nullable String> refused = new AtomicReference<>();

  TokenLog(String what, OutageLog outage) {
    this.what = what;
    this.outage = outage;
  }

  @Override
  public void renewed() {
    boolean wasRefused = refused.getAndSet(null) != null;
    LOG.log(wasRefused ? INFO : DEBUG, () -> what + ": Zoom gives it");
    outage.ended(what);
  }

  @Override
  public void failed(TokenFailure failure, Freshness inMemory) {
    if (failure instanceof TokenFailure.Unknown) {
      LOG.log(DEBUG, () -> what + ": " + failure.diagnosis());
    } else if (failure instanceof TokenFailure.Refused) {
      refused(failure, FailureLine.level(failure, inMemory), FailureLine.meanwhile(inMemory));
    } else {
      outage.failed(what, failure, inMemory);
    }
  }

  /** Logs a pause of mints, which lasts until the failure's next attempt. */
  void paused(TokenFailure failure) {
    String meanwhile = "nobody asks for one";
    if (failure instanceof TokenFailure.Refused) {
      refused(failure, ERROR, meanwhile);
    } else {
      outage.failed(what, failure, WARNING, meanwhile);
    }
  }

  /** Logs that some callers get no token. */
  void turnedAway(TokenFailure failure) {
    outage.failed(what, failure, WARNING, "callers are turned away");
  }

  private void refused(TokenFailure failure, System.Logger.Level level, String meanwhile) {
    String kind = FailureLine.kind(failure, level);
    boolean isKnown = kind.equals(refused.getAndSet(kind));
    LOG.log(isKnown ? DEBUG : level, () -> FailureLine.of(what, failure, meanwhile));
  }

  @Override
  public void servedFromReserve() {
    outage.servedFromReserve(what);
  }

  @Override
  public void invalidated() {
    LOG.log(INFO, () -> what + ": Zoom no longer takes it; fetching another");
  }
}
