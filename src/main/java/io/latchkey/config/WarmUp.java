package io.latchkey.config;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.caller.ProbeTokens;
import io.latchkey.caller.ProbeTokens.Purpose;
import io.latchkey.observe.WarmUpState;
import io.latchkey.secret.RedactedThrowable;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.Rehearsal;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs everything that a callback needs once before the first callback, so that the first one is
 * answered as quickly as the thousandth. A {@link Rehearsal} makes the calls to Zoom. Latchkey also
 * calls itself, at the URL that the scripts of {@code server-config} set as the one where this
 * instance listens. Latchkey is ready when both have ended, even if they failed.
 *
 * <p>For one deployment.
 */
final class WarmUp {

  private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());

  /**
   * The calls to ourselves end after this time: an instance that answers slowly is better than one
   * that is not ready.
   */
  private static final Duration MAX_TIME = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int CALLS = 3;
  private static final int REHEARSALS = 3;
  private static final int UNAUTHORIZED = 401;

  private final Rehearsal rehearsal;
  private final HttpTransport transport;
  private final FaultToleranceReport faultTolerance;
  private final @Nullable URI ownUrl;
  private final ProbeTokens probeTokens;
  private final WarmUpState state;
  private final Executor threads;

  /**
   * @param transport for the calls to ourselves
   * @param faultTolerance is told what the rehearsal found
   * @param ownUrl where this instance listens; if it is null, Latchkey does not call itself
   * @param probeTokens for the calls to ourselves
   * @param threads threads that may block
   */
  WarmUp(
      Rehearsal rehearsal,
      HttpTransport transport,
      FaultToleranceReport faultTolerance,
      @Nullable URI ownUrl,
      ProbeTokens probeTokens,
      WarmUpState state,
      Executor threads) {
    this.rehearsal = rehearsal;
    this.transport = transport;
    this.faultTolerance = faultTolerance;
    this.ownUrl = ownUrl;
    this.probeTokens = probeTokens;
    this.state = state;
    this.threads = threads;
  }

  /**
   * Starts both parts at the same time, and returns at once. Each part mostly waits, which costs
   * the other nothing.
   *
   * @param serverInfo what the server says of itself
   */
  void begin(String serverInfo) {
    long begin = System.nanoTime();
    var unused =
        CompletableFuture.allOf(
                CompletableFuture.runAsync(
                    () -> faultTolerance.report(rehearse(), serverInfo), threads),
                CompletableFuture.runAsync(this::callOurselves, threads))
            .whenComplete((done, defect) -> end(begin, defect));
  }

  private void end(long begin, @Nullable Throwable defect) {
    // Comes first, and after a defect, too: the warm-up must never keep Latchkey from being ready.
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
   * Repeats a rehearsal that came to no result, at most three in all. On a busy machine the first
   * one can be too slow, since it loads all classes. The next one is quicker.
   */
  private Rehearsal.Result rehearse() {
    Rehearsal.Result result = rehearsal.run();
    for (int more = 1; more < REHEARSALS && result == Rehearsal.Result.NOT_DONE; more++) {
      result = rehearsal.run();
    }
    return result;
  }

  /**
   * Calls until the server listens and Latchkey has answered three times, or until the time is
   * over.
   */
  private void callOurselves() {
    URI url = ownUrl;
    if (url == null) {
      return;
    }
    long end = System.nanoTime() + MAX_TIME.toNanos();
    String token = probeTokens.issue(Purpose.WARM_UP);
    int answered = 0;
    while (answered < CALLS && System.nanoTime() < end) {
      if (isAnsweredByUs(url, token)) {
        answered++;
      } else if (!pauseUnlessStopped()) {
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

  /** Waits. Returns false if the application is being stopped. */
  private static boolean pauseUnlessStopped() {
    try {
      Thread.sleep(PAUSE.toMillis());
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isAnsweredByUs(URI url, String token) {
    // Another application may answer 401, too. Only Latchkey marks the probe token as received.
    return transport.statusOf(URI.create(url + "/zak?token=" + token)).orElse(0) == UNAUTHORIZED
        && probeTokens.wasReceived(Purpose.WARM_UP);
  }
}
