package io.latchkey.observe;

import static java.util.Objects.requireNonNull;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.token.Freshness;
import io.latchkey.token.TokenEvents;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
   * @param refusedUntil while Zoom refuses the credentials and no token is in memory: until the
   *     next try
   */
  record Heard(String words, Instant refusedUntil) {}

  /** Other users may still fail when one's ZAK comes. */
  private static final Duration QUIET = Duration.ofSeconds(30);

  /** How long that somebody else has no ZAK is the account's trouble. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final Account account;
  private final InstantSource clock;
  private final AtomicReference<Heard> heard =
      new AtomicReference<>(new Heard("not asked yet", Instant.MIN));
  private final AtomicLong servedFromReserve = new AtomicLong();
  private final AtomicReference<@Nullable AccountProblem> accessTokenTrouble =
      new AtomicReference<>();
  private final AtomicReference<@Nullable AccountProblem> zakTrouble = new AtomicReference<>();
  private final AtomicReference<@Nullable Instant> mintedAt = new AtomicReference<>();
  private final AtomicReference<@Nullable Instant> reserveAt = new AtomicReference<>();
  private final AtomicReference<@Nullable Instant> deniedAt = new AtomicReference<>();
  private final OutageLog zakOutage;
  private final TokenLog allZaks;

  AccountState(Account account, InstantSource clock) {
    this.account = account;
    this.clock = clock;
    this.zakOutage = new OutageLog(clock, QUIET);
    this.allZaks = new TokenLog("new ZAKs of account " + account.name(), zakOutage);
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

  AccountReport report() {
    Instant longAgo = clock.instant().minus(REMEMBERED);
    return new AccountReport(
        Optional.ofNullable(accessTokenTrouble.get()),
        Optional.ofNullable(zakTrouble.get())
            .filter(trouble -> !ofAnother(trouble) || trouble.last().isAfter(longAgo)),
        Optional.ofNullable(mintedAt.get()),
        Optional.ofNullable(reserveAt.get()),
        Optional.ofNullable(deniedAt.get()));
  }

  /** Somebody got no token because of what went wrong here. */
  void denied() {
    deniedAt.set(clock.instant());
  }

  /** A check was given a ZAK of the account's own user. */
  void checked() {
    zak(account.user()).renewed();
  }

  /** Of a user who is not the account's own. */
  private boolean ofAnother(AccountProblem trouble) {
    return trouble.user().filter(user -> !user.equals(account.user())).isPresent();
  }

  /** Nobody gets a new ZAK for a while. */
  void paused(TokenFailure failure) {
    allZaks.paused(failure);
    troubled(zakTrouble, failure, Freshness.EXPIRED, Optional.empty());
  }

  /** Some get no new ZAK. */
  void turnedAway(TokenFailure failure) {
    allZaks.turnedAway(failure);
    troubled(zakTrouble, failure, Freshness.EXPIRED, Optional.empty());
  }

  /** Follows the access token. */
  TokenEvents accessToken() {
    return new TokenEvents() {
      @Override
      public void renewed() {
        heard.set(new Heard("ready", Instant.MIN));
        accessTokenTrouble.set(null);
      }

      @Override
      public void failed(TokenFailure failure, Freshness atHand) {
        heard.set(heardOf(failure, atHand));
        troubled(accessTokenTrouble, failure, atHand, Optional.empty());
      }
    };
  }

  /** Follows a ZAK of a user. */
  TokenEvents zak(UserId user) {
    return new TokenEvents() {
      @Override
      public void renewed() {
        allZaks.renewed();
        mintedAt.set(clock.instant());
        zakTrouble.updateAndGet(known -> known == null || endsWith(user, known) ? null : known);
      }

      @Override
      public void failed(TokenFailure failure, Freshness atHand) {
        if (concernsTheAccount(user, failure)) {
          troubled(zakTrouble, failure, atHand, Optional.of(user).filter(u -> ofOne(failure)));
        }
      }

      @Override
      public void servedFromReserve() {
        servedFromReserve.incrementAndGet();
        reserveAt.set(clock.instant());
      }
    };
  }

  /** That there is no such user is the account's trouble if it is the account's own. */
  private boolean concernsTheAccount(UserId user, TokenFailure failure) {
    return !(failure instanceof TokenFailure.Unknown) || user.equals(account.user());
  }

  /** One user may have no ZAK while others have. */
  private static boolean ofOne(TokenFailure failure) {
    return failure instanceof TokenFailure.Unknown
        || failure instanceof TokenFailure.Unreadable
        || (failure instanceof TokenFailure.Refused refused && refused.concernsOneUser());
  }

  /** The ZAK of another user says nothing about who has none. */
  private static boolean endsWith(UserId user, AccountProblem trouble) {
    return trouble.user().isEmpty() || trouble.user().get().equals(user);
  }

  /** The same trouble goes on from when it began. */
  private void troubled(
      AtomicReference<@Nullable AccountProblem> which,
      TokenFailure failure,
      Freshness atHand,
      Optional<UserId> user) {
    Instant at = clock.instant();
    AccountProblem now = new AccountProblem(failure, atHand, at, at, user);
    which.updateAndGet(before -> before == null ? now : next(before, now));
  }

  /** What another user lacks does not hide what concerns more. */
  private AccountProblem next(AccountProblem before, AccountProblem now) {
    if (before.words().equals(now.words())) {
      return new AccountProblem(
          now.failure(), now.atHand(), before.since(), now.last(), now.user());
    }
    return ofAnother(now) && !ofAnother(before) ? before : now;
  }

  private static Heard heardOf(TokenFailure failure, Freshness atHand) {
    boolean refused = failure instanceof TokenFailure.Refused && atHand == Freshness.EXPIRED;
    return new Heard(
        failure.advice(), refused ? failure.nextAttemptAt().orElse(Instant.MIN) : Instant.MIN);
  }
}
