package io.latchkey.config;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.caller.ProbeTokens;
import io.latchkey.caller.ProbeTokens.Purpose;
import io.latchkey.observe.WarmUpState;
import io.latchkey.secret.RedactedThrowable;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.Rehearsal;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Goes the way of a callback once before the first one comes, so that it is answered as quickly as
 * the thousandth: the calls to Zoom by a {@link Rehearsal}, the way in by calls of our own to the
 * URL at which the scripts of {@code server-config} say that this instance listens. Latchkey is
 * ready when it has ended, well or not.
 *
 * <p>For one deployment.
 */
final class WarmUp {

  private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());

  /** After this long it is better to be slow than not to be there. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static final Duration BETWEEN = Duration.ofMillis(50);
  private static final int CALLS = 3;
  private static final int REHEARSALS = 3;
  private static final int UNAUTHORIZED = 401;

  private final Rehearsal rehearsal;
  private final HttpTransport transport;
  private final boolean retriesExpected;
  private final Optional<URI> ownUrl;
  private final ProbeTokens probeTokens;
  private final WarmUpState state;
  private final Executor threads;

  /**
   * @param transport for our own calls
   * @param retriesExpected whether the configuration leaves the retries on
   * @param ownUrl where this instance listens; empty if nobody said
   * @param probeTokens for our own calls
   * @param threads which may block
   */
  WarmUp(
      Rehearsal rehearsal,
      HttpTransport transport,
      boolean retriesExpected,
      Optional<URI> ownUrl,
      ProbeTokens probeTokens,
      WarmUpState state,
      Executor threads) {
    this.rehearsal = rehearsal;
    this.transport = transport;
    this.retriesExpected = retriesExpected;
    this.ownUrl = ownUrl;
    this.probeTokens = probeTokens;
    this.state = state;
    this.threads = threads;
  }

  /** Begins; both parts at once, since what the one waits for costs the other nothing. */
  void begin() {
    long begin = System.nanoTime();
    var unused =
        CompletableFuture.allOf(
                CompletableFuture.runAsync(() -> report(rehearse()), threads),
                CompletableFuture.runAsync(() -> ownUrl.ifPresent(this::callOurselves), threads))
            .whenComplete((done, defect) -> end(begin, defect));
  }

  private void end(long begin, @Nullable Throwable defect) {
    state.end();
    LOG.log(DEBUG, () -> "warm after " + millisSince(begin));
    if (defect != null) {
      LOG.log(
          WARNING,
          "the warm-up has a defect; the first callers wait longer",
          RedactedThrowable.of(defect));
    }
  }

  private static String millisSince(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms";
  }

  /**
   * On a machine that is too busy for the first, which loads all classes, the next one is quicker.
   */
  private Rehearsal.Result rehearse() {
    Rehearsal.Result result = rehearsal.run();
    for (int more = 1; more < REHEARSALS && result == Rehearsal.Result.NOT_DONE; more++) {
      result = rehearsal.run();
    }
    return result;
  }

  private void report(Rehearsal.Result result) {
    switch (result) {
      case RETRIED, NOT_DONE -> {}
      case NOT_RETRIED -> {
        if (retriesExpected) {
          LOG.log(WARNING, WITHOUT_FAULT_TOLERANCE);
        } else {
          LOG.log(INFO, "Calls to Zoom are not retried: the configuration switches that off.");
        }
      }
      case BROKEN ->
          LOG.log(
              ERROR,
              "Fault tolerance of this server fails every call to Zoom: callers get no token. Look for"
                  + " overrides (…/Timeout, …/Bulkhead) of ZoomGuard and ZoomRetry, and remove them.");
    }
  }

  private static final String WITHOUT_FAULT_TOLERANCE =
      "This server ignores MicroProfile Fault Tolerance: calls to Zoom are neither retried nor"
          + " stopped by a circuit breaker. Every deadline holds all the same. On WildFly, start"
          + " with standalone-microprofile.xml or with the configuration of server-config/wildfly;"
          + " elsewhere, look for MP_Fault_Tolerance_NonFallback_Enabled and for overrides of Retry.";

  /** Until the server listens and answers for us, and some times more. */
  private void callOurselves(URI url) {
    long end = System.nanoTime() + LONGEST.toNanos();
    String token = probeTokens.issue(Purpose.WARM_UP);
    int answered = 0;
    while (answered < CALLS && System.nanoTime() < end) {
      if (isAnsweredByUs(url, token)) {
        answered++;
      } else if (!pause()) {
        return;
      }
    }
    if (answered < CALLS) {
      LOG.log(
          WARNING,
          "Nothing answers at latchkey.own-url ({0}) as Latchkey does: the first callers wait longer."
              + " Set it to where this instance itself listens, or leave it out.",
          url);
    }
  }

  /** Whether to go on: not if the application is being stopped. */
  private static boolean pause() {
    try {
      Thread.sleep(BETWEEN.toMillis());
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isAnsweredByUs(URI url, String token) {
    return transport.statusOf(URI.create(url + "/zak?token=" + token)).orElse(0) == UNAUTHORIZED
        && probeTokens.wasReceived(Purpose.WARM_UP);
  }
}
