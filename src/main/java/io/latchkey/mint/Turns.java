package io.latchkey.mint;

import static java.util.Objects.requireNonNull;

import io.latchkey.account.Account;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.mint.Quota.Turn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Gives the turns of one account: from the quota of this instance, or from the one that it shares
 * with others. While the shared one cannot be used, this instance takes its part of it.
 *
 * <p>Thread-safe. If the quota is shared, the methods block.
 */
final class Turns {

  /** How long the shared quota may take to answer. */
  static final Duration PATIENCE = Duration.ofMillis(500);

  private final Account account;
  private final InstantSource clock;
  private final @Nullable SharedQuota shared;

  /** The quota of this instance; null while the shared one counts. */
  private final AtomicReference<@Nullable Quota> own = new AtomicReference<>();

  /** When a question to the shared quota was asked that is not answered yet; null without one. */
  private final AtomicReference<@Nullable Instant> askedAt = new AtomicReference<>();

  /** What the shared quota has said last; null if it has said nothing yet. */
  private final AtomicReference<@Nullable Heard> heard = new AtomicReference<>();

  /**
   * @param next the earliest turn that was free
   * @param allowed the calls a second that all instances may make
   */
  private record Heard(Instant next, int allowed) {}

  /**
   * @param shared null if this instance has the whole quota for itself
   */
  Turns(Account account, InstantSource clock, @Nullable SharedQuota shared) {
    this.account = account;
    this.clock = clock;
    this.shared = shared;
    if (shared == null) {
      own.set(new Quota(account.callsPerSecond(), clock));
    }
  }

  /** Returns whether {@link #take} blocks. */
  boolean isShared() {
    return shared != null;
  }

  /** Takes the next turn, if it begins within this time; else empty. */
  Optional<Turn> take(Duration within) {
    if (shared == null) {
      return requireNonNull(own.get()).takeTurn(within);
    }
    if (isSlow()) {
      return takeAlone(within);
    }
    if (waitUntilTurnWithin(within).compareTo(Duration.ZERO) > 0) {
      // Known without another question: a crowd that is turned away costs the database nothing.
      return Optional.empty();
    }
    askedAt.compareAndSet(null, clock.instant());
    try {
      SharedQuota.Next next = shared.takeTurn(account, within);
      own.set(null);
      Instant at = clock.instant().plus(next.in());
      heard.set(new Heard(at, next.allowed()));
      return next.isTaken() ? Optional.of(Turn.shared(at, next.reductions())) : Optional.empty();
    } catch (DatabaseUnavailable away) {
      return takeAlone(within);
    } finally {
      askedAt.set(null);
    }
  }

  /** Returns whether the shared quota does not answer, so that nobody else should wait for it. */
  private boolean isSlow() {
    Instant asked = askedAt.get();
    return asked != null && asked.plus(PATIENCE).isBefore(clock.instant());
  }

  /** Takes a turn of this instance's part of the shared quota. Does not block. */
  Optional<Turn> takeAlone(Duration within) {
    return requireNonNull(own.updateAndGet(known -> known != null ? known : ownPart()))
        .takeTurn(within);
  }

  private Quota ownPart() {
    return new Quota(requireNonNull(shared).share(account), clock);
  }

  /** Returns whether the call of this turn may be made now. If not, it needs another turn. */
  boolean isUsable(Turn turn) {
    Quota quota = own.get();
    return (turn.isShared() || quota == null)
        ? clock.instant().isBefore(turn.at().plus(Turn.SHARED_VALID_FOR))
        : quota.isUsable(turn);
  }

  /** Allows fewer calls, because Zoom has limited the account. */
  void reduce(Turn turn) {
    Quota quota = own.get();
    if (turn.isShared() && shared != null) {
      try {
        shared.reduce(account, turn.reductions());
      } catch (DatabaseUnavailable away) {
        // The account is paused all the same, and the next limit is told again.
      }
    } else if (quota != null) {
      quota.reduce(turn);
    }
  }

  /**
   * Returns how long to wait until a turn could begin within the given time, as far as is known.
   * Never negative.
   */
  Duration waitUntilTurnWithin(Duration within) {
    Quota quota = own.get();
    if (quota != null) {
      return quota.waitUntilTurnWithin(within);
    }
    Heard last = heard.get();
    Duration early =
        last == null ? Duration.ZERO : Duration.between(clock.instant().plus(within), last.next());
    return early.isNegative() ? Duration.ZERO : early;
  }

  /** Returns how many calls a second are allowed now. */
  int allowed() {
    Quota quota = own.get();
    Heard last = heard.get();
    if (quota != null) {
      return quota.allowed();
    }
    return last == null ? account.callsPerSecond() : last.allowed();
  }

  /** Returns the calls that are allowed now, in words for the log. */
  @Override
  public String toString() {
    Quota quota = own.get();
    return quota != null
        ? quota.toString()
        : "%s calls a second of all instances".formatted(allowed());
  }
}
