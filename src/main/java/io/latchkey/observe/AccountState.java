package io.latchkey.observe;

import static java.util.Objects.requireNonNull;

import io.latchkey.token.Freshness;
import io.latchkey.token.TokenEvents;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What is remembered of one account, told by its access token and its ZAKs.
 *
 * <p>Thread-safe.
 */
final class AccountState {

  /**
   * The last thing heard of the access token.
   *
   * @param words for people
   * @param refusedUntil while Zoom refuses the credentials and no token is at hand: until the next
   *     try
   */
  record Heard(String words, Instant refusedUntil) {}

  /** Other users may still fail when one's ZAK comes. */
  private static final Duration QUIET = Duration.ofSeconds(30);

  private final AtomicReference<Heard> heard =
      new AtomicReference<>(new Heard("not asked yet", Instant.MIN));
  private final AtomicLong servedFromReserve = new AtomicLong();
  private final OutageLog zakOutage;
  private final TokenLog allZaks;

  AccountState(String account, InstantSource clock) {
    this.zakOutage = new OutageLog(clock, QUIET);
    this.allZaks = new TokenLog("new ZAKs of account " + account, zakOutage);
  }

  /** One outage for the ZAKs of all users. */
  OutageLog zakOutage() {
    return zakOutage;
  }

  /** What concerns the ZAKs of all users. */
  TokenLog allZaks() {
    return allZaks;
  }

  Heard heard() {
    return requireNonNull(heard.get());
  }

  boolean refused(Instant now) {
    return now.isBefore(heard().refusedUntil);
  }

  long servedFromReserve() {
    return servedFromReserve.get();
  }

  /** Follows the access token. */
  TokenEvents accessToken() {
    return new TokenEvents() {
      @Override
      public void renewed() {
        heard.set(new Heard("ready", Instant.MIN));
      }

      @Override
      public void failed(TokenFailure failure, Freshness atHand) {
        heard.set(heardOf(failure, atHand));
      }
    };
  }

  /** Follows a ZAK. */
  TokenEvents zak() {
    return new TokenEvents() {
      @Override
      public void renewed() {
        allZaks.renewed();
      }

      @Override
      public void servedFromReserve() {
        servedFromReserve.incrementAndGet();
      }
    };
  }

  private static Heard heardOf(TokenFailure failure, Freshness atHand) {
    boolean refused = failure instanceof TokenFailure.Refused && atHand == Freshness.EXPIRED;
    return new Heard(
        failure.advice(), refused ? failure.heldUntil().orElse(Instant.MIN) : Instant.MIN);
  }
}
