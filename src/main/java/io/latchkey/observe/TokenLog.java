package io.latchkey.observe;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

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
      String news = FailureLine.kind(failure, atHand);
      boolean known = news.equals(refused.getAndSet(news));
      LOG.log(
          known ? DEBUG : FailureLine.level(failure, atHand),
          () -> FailureLine.of(what, failure, atHand));
    } else {
      outage.failed(what, failure, atHand);
    }
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
