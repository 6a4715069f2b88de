package io.latchkey.grant;

import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Notices when Zoom refuses most grants of one app. Then the mistake lies with the app and not with
 * the users: a wrong client id, a database restored from a backup, an incident at Zoom. While the
 * guard is on, no grant dies, and only one refresh a minute is sent, until one succeeds.
 *
 * <p>Thread-safe. One for each account.
 */
final class RefusalGuard {

  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

  /** How long a grant is left alone after Zoom has refused the app. */
  private static final Duration APP_REFUSED = Duration.ofSeconds(30);

  private static final int ENOUGH_GRANTS = 5;
  private static final int MOST_REMEMBERED = 1000;

  private record Result(Instant at, GrantId grant, boolean isRefused) {}

  private final InstantSource clock;
  private final Deque<Result> results = new ArrayDeque<>();
  private boolean isOn;
  private Instant nextProbe = Instant.MIN;
  private @Nullable TokenFailure appRefusal;
  private Instant appRefusedAt = Instant.MIN;

  RefusalGuard(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Records that Zoom refused a refresh token.
   *
   * @param areMostSuspect whether all instances together have met as many refusals
   * @return whether the guard is on now and was off before
   */
  synchronized boolean refused(GrantId grant, boolean areMostSuspect) {
    record(grant, true);
    boolean goesOn = !isOn && (areMostSuspect || isMostlyRefused());
    if (goesOn) {
      isOn = true;
      nextProbe = clock.instant().plus(BETWEEN_PROBES);
    }
    return goesOn;
  }

  /**
   * Records that Zoom refreshed a grant.
   *
   * @return whether the guard is off now and was on before
   */
  synchronized boolean succeeded(GrantId grant) {
    boolean goesOff = isOn;
    isOn = false;
    appRefusal = null;
    // The refusals of the last minutes stay: if refusals go on, the next one switches it on again.
    record(grant, false);
    return goesOff;
  }

  /**
   * Records that Zoom refused the app itself: its client id or its secret.
   *
   * @return how long to leave the grant alone
   */
  synchronized Duration appRefused(TokenFailure failure) {
    appRefusal = failure;
    appRefusedAt = clock.instant();
    return APP_REFUSED;
  }

  /**
   * Returns why Zoom refused the app last, which callers get while a grant is left alone; null if
   * it did not, or too long ago.
   */
  synchronized @Nullable TokenFailure appRefusal() {
    // Some seconds more, since the database counts the pause.
    boolean isRecent = clock.instant().isBefore(appRefusedAt.plus(APP_REFUSED.multipliedBy(2)));
    return isRecent ? appRefusal : null;
  }

  synchronized boolean isOn() {
    return isOn;
  }

  /**
   * Returns how long no refresh may be sent; zero if one may be sent, which then counts as sent.
   */
  synchronized Duration pauseBeforeNextRefresh() {
    if (!isOn) {
      return Duration.ZERO;
    }
    Instant now = clock.instant();
    if (now.isBefore(nextProbe)) {
      return Duration.between(now, nextProbe);
    }
    nextProbe = now.plus(BETWEEN_PROBES);
    return Duration.ZERO;
  }

  private void record(GrantId grant, boolean isRefused) {
    Instant now = clock.instant();
    while (!results.isEmpty()
        && (results.size() >= MOST_REMEMBERED
            || results.getFirst().at.isBefore(now.minus(REMEMBERED)))) {
      results.removeFirst();
    }
    results.addLast(new Result(now, grant, isRefused));
  }

  private boolean isMostlyRefused() {
    long refused = results.stream().filter(Result::isRefused).count();
    long grants = results.stream().filter(Result::isRefused).map(Result::grant).distinct().count();
    return grants >= ENOUGH_GRANTS && refused * 2 > results.size();
  }
}
