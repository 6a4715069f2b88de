package io.latchkey.observe;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.token.Freshness;
import io.latchkey.token.TokenEvents;
import io.latchkey.token.TokenFailure;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Logs what changes with one token: a refusal once, however often it repeats, and its end. An
 * outage is not one token's and goes to the {@link OutageLog}.
 *
 * <p>Thread-safe.
 */
final class TokenLog implements TokenEvents {

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
  public void failed(TokenFailure failure, Freshness atHand) {
    if (failure instanceof TokenFailure.Unknown) {
      LOG.log(DEBUG, () -> what + ": " + failure.diagnosis());
    } else if (failure instanceof TokenFailure.Refused) {
      refused(failure, FailureLine.level(failure, atHand), FailureLine.meanwhile(atHand));
    } else {
      outage.failed(what, failure, atHand);
    }
  }

  /** Nobody asks Zoom for such a token until the instant that the failure tells. */
  void paused(TokenFailure failure) {
    String meanwhile = "nobody asks for one";
    if (failure instanceof TokenFailure.Refused) {
      refused(failure, ERROR, meanwhile);
    } else {
      outage.failed(what, failure, WARNING, meanwhile);
    }
  }

  /** Some who ask get none. */
  void turnedAway(TokenFailure failure) {
    outage.failed(what, failure, WARNING, "callers are turned away");
  }

  private void refused(TokenFailure failure, System.Logger.Level level, String meanwhile) {
    String news = FailureLine.kind(failure, level);
    boolean known = news.equals(refused.getAndSet(news));
    LOG.log(known ? DEBUG : level, () -> FailureLine.of(what, failure, meanwhile));
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
