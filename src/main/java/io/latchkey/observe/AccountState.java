package io.latchkey.observe;

import static java.util.Objects.requireNonNull;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.account.UserId;
import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one account: how its access token and its ZAKs last fared.
 *
 * <p>Thread-safe.
 */
final class AccountState {

  /**
   * The access token after the last call for it.
   *
   * @param words for people
   * @param refusedUntil the time of the next attempt, if Zoom refuses the credentials and no token
   *     is in memory; else {@link Instant#MIN}
   */
  record AccessTokenState(String words, Instant refusedUntil) {}

  /** An outage of ZAKs ends only this long after the last failure: other users may still fail. */
  private static final Duration QUIET = Duration.ofSeconds(30);

  /** For this long, a problem of another user than the account's own is shown. */
  private static final Duration SHOWN_FOR_OTHERS = Duration.ofHours(1);

  private final Account account;
  private final InstantSource clock;
  private final AtomicReference<AccessTokenState> accessTokenState;
  private final AtomicLong servedFromReserve = new AtomicLong();
  private final AtomicReference<@Nullable AccountProblem> accessTokenProblem =
      new AtomicReference<>();
  private final AtomicReference<@Nullable AccountProblem> zakProblem = new AtomicReference<>();
  private final AtomicReference<@Nullable Instant> mintedAt = new AtomicReference<>();
  private final AtomicReference<@Nullable Instant> reserveAt = new AtomicReference<>();
  private final AtomicReference<@Nullable Instant> deniedAt = new AtomicReference<>();
  private final OutageLog zakOutage;
  private final TokenLog allZaks;

  AccountState(Account account, InstantSource clock) {
    this.account = account;
    this.clock = clock;
    this.accessTokenState = new AtomicReference<>(firstState(account));
    this.zakOutage = new OutageLog(clock, QUIET);
    this.allZaks = new TokenLog("new ZAKs of account " + account.name(), zakOutage);
  }

  private static AccessTokenState firstState(Account account) {
    // Each of its grants has an access token of its own.
    String words = account.app() == AppKind.GENERAL ? "see /ops/grants" : "not asked yet";
    return new AccessTokenState(words, Instant.MIN);
  }

  /** Returns the outage that the ZAKs of all users share. */
  OutageLog zakOutage() {
    return zakOutage;
  }

  /** Returns the log of what concerns the ZAKs of all users. */
  TokenLog allZaks() {
    return allZaks;
  }

  AccessTokenState accessTokenState() {
    return requireNonNull(accessTokenState.get());
  }

  /** Returns whether Zoom refuses the credentials, and no access token is left in memory. */
  boolean isRefused(Instant now) {
    return now.isBefore(accessTokenState().refusedUntil);
  }

  long servedFromReserve() {
    return servedFromReserve.get();
  }

  AccountReport report() {
    Instant longAgo = clock.instant().minus(SHOWN_FOR_OTHERS);
    AccountProblem ofZaks = zakProblem.get();
    boolean isOver = ofZaks != null && isOfAnotherUser(ofZaks) && !ofZaks.last().isAfter(longAgo);
    return new AccountReport(
        accessTokenProblem.get(),
        isOver ? null : ofZaks,
        mintedAt.get(),
        reserveAt.get(),
        deniedAt.get());
  }

  /** Records that a caller got no token because of a problem of this account. */
  void recordDenied() {
    deniedAt.set(clock.instant());
  }

  /** Records that a check got a ZAK of the account's own user. */
  void recordCheckedZak() {
    zak(account.user()).renewed();
  }

  private boolean isOfAnotherUser(AccountProblem problem) {
    return problem.concernsAnotherThan(account.user());
  }

  /** Records a pause of mints: of the account, or of one kind or user of it. */
  void paused(TokenFailure failure) {
    allZaks.paused(failure);
    record(zakProblem, failure, Freshness.EXPIRED, null);
  }

  /** Records that the quota left some callers without a new ZAK. */
  void turnedAway(TokenFailure failure) {
    allZaks.turnedAway(failure);
    record(zakProblem, failure, Freshness.EXPIRED, null);
  }

  /** Returns the listener of the access token. */
  TokenListener accessToken() {
    return new TokenListener() {
      @Override
      public void renewed() {
        accessTokenState.set(new AccessTokenState("ready", Instant.MIN));
        accessTokenProblem.set(null);
      }

      @Override
      public void failed(TokenFailure failure, Freshness inMemory) {
        accessTokenState.set(failedState(failure, inMemory));
        record(accessTokenProblem, failure, inMemory, null);
      }
    };
  }

  /** Returns the listener of a ZAK of a user. */
  TokenListener zak(UserId user) {
    return new TokenListener() {
      @Override
      public void renewed() {
        allZaks.renewed();
        mintedAt.set(clock.instant());
        zakProblem.updateAndGet(known -> known == null || isEndedBy(user, known) ? null : known);
      }

      @Override
      public void failed(TokenFailure failure, Freshness inMemory) {
        if (concernsTheAccount(user, failure)) {
          record(zakProblem, failure, inMemory, concernsOneUser(failure) ? user : null);
        }
      }

      @Override
      public void servedFromReserve() {
        servedFromReserve.incrementAndGet();
        reserveAt.set(clock.instant());
      }
    };
  }

  /** An unknown user is a problem of the account only if it is the account's own user. */
  private boolean concernsTheAccount(UserId user, TokenFailure failure) {
    return !(failure instanceof TokenFailure.Unknown) || user.equals(account.user());
  }

  private static boolean concernsOneUser(TokenFailure failure) {
    return failure instanceof TokenFailure.Unknown
        || failure instanceof TokenFailure.Unreadable
        || (failure instanceof TokenFailure.Refused refused && refused.concernsOneUser());
  }

  /** A ZAK of one user does not end the problem of another user. */
  private static boolean isEndedBy(UserId user, AccountProblem problem) {
    return !problem.concernsAnotherThan(user);
  }

  private void record(
      AtomicReference<@Nullable AccountProblem> problem,
      TokenFailure failure,
      Freshness inMemory,
      @Nullable UserId user) {
    Instant at = clock.instant();
    AccountProblem now = new AccountProblem(failure, inMemory, at, at, user);
    problem.updateAndGet(before -> before == null ? now : merged(before, now));
  }

  private AccountProblem merged(AccountProblem before, AccountProblem now) {
    if (before.words().equals(now.words())) {
      // The same problem keeps the time at which it began.
      return new AccountProblem(
          now.failure(), now.inMemory(), before.since(), now.last(), now.user());
    }
    // A problem of another user must not hide one that concerns more users.
    return isOfAnotherUser(now) && !isOfAnotherUser(before) ? before : now;
  }

  private static AccessTokenState failedState(TokenFailure failure, Freshness inMemory) {
    boolean refused = failure instanceof TokenFailure.Refused && inMemory == Freshness.EXPIRED;
    return new AccessTokenState(
        failure.advice(), refused ? failure.nextAttemptAt().orElse(Instant.MIN) : Instant.MIN);
  }
}
