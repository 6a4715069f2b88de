package io.latchkey.observe;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.token.Freshness;
import io.latchkey.token.TokenEvents;
import io.latchkey.token.TokenFailure;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Logs what changes with one token: a failure once, however often it repeats, and its end.
 *
 * <p>Thread-safe.
 */
final class TokenLog implements TokenEvents {

  private static final System.Logger LOG = System.getLogger(TokenLog.class.getName());

  private final String what;
  private final AtomicReference<@Nullable Class<?>> failing = new AtomicReference<>();
  private final AtomicBoolean onReserve = new AtomicBoolean();

  TokenLog(String what) {
    this.what = what;
  }

  @Override
  public void renewed() {
    boolean wasFailing = failing.getAndSet(null) != null;
    boolean wasOnReserve = onReserve.getAndSet(false);
    LOG.log(
        wasFailing || wasOnReserve ? INFO : DEBUG,
        () -> what + (wasFailing || wasOnReserve ? ": Zoom gives it again" : ": renewed"));
  }

  @Override
  public void failed(TokenFailure failure, Freshness atHand) {
    boolean news = failing.getAndSet(failure.getClass()) != failure.getClass();
    String line =
        "%s: %s; %s, next try not before %s"
            .formatted(what, failure.diagnosis(), meanwhile(atHand), nextTry(failure));
    LOG.log(news ? level(failure, atHand) : DEBUG, line, failure.getCause());
  }

  private String meanwhile(Freshness atHand) {
    return switch (atHand) {
      case EXPIRED -> "none at hand";
      case RESERVE -> {
        onReserve.set(true);
        yield "serving an older one";
      }
      case FRESH, STALE -> "the one at hand is still good";
    };
  }

  private static String nextTry(TokenFailure failure) {
    return failure
        .heldUntil()
        .map(instant -> instant.truncatedTo(ChronoUnit.SECONDS).toString())
        .orElse("now");
  }

  private static System.Logger.Level level(TokenFailure failure, Freshness atHand) {
    if (failure instanceof TokenFailure.Unknown) {
      return DEBUG; // The answer to the caller is logged, and nobody has to mend anything.
    }
    boolean urgent =
        failure instanceof TokenFailure.Refused
            || (failure instanceof TokenFailure.Unavailable unavailable && unavailable.urgent());
    return urgent && atHand == Freshness.EXPIRED ? ERROR : WARNING;
  }

  @Override
  public void servedFromReserve() {
    if (onReserve.compareAndSet(false, true)) {
      LOG.log(WARNING, () -> what + ": serving an older one, because Zoom fails or is slow");
    }
  }

  @Override
  public void invalidated() {
    LOG.log(INFO, () -> what + ": Zoom no longer takes it; fetching another");
  }
}
