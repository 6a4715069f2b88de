package io.latchkey.mint;

import static java.util.Objects.requireNonNull;

import io.latchkey.token.AccessToken;
import io.latchkey.token.SharedPause;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import io.latchkey.token.TokenTiming;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Decides what it means for one account that Zoom rejects an access token (401). The token may have
 * been ended; then a new one helps all users. But Zoom also rejects every access token for one user
 * or for one kind of token. Other mints tell the two cases apart: an access token with which
 * another mint succeeded is good.
 *
 * <p>Thread-safe.
 */
final class Rejections {

  /**
   * How long a success and a rejection count as recent. Steady callers renew their ZAKs every 45
   * seconds by default, so a mint that works has succeeded within this time.
   */
  private static final Duration RECENTLY = Duration.ofMinutes(2);

  /** How long an access token that replaced a rejected one is not replaced again. */
  private static final Duration JUST_REPLACED = Duration.ofSeconds(5);

  /** How many different targets of a kind are rejected before the whole kind is paused. */
  private static final int ENOUGH_TO_PAUSE_ALL = 3;

  private static final int MOST_REMEMBERED = 1000;

  /**
   * The result of a rejection.
   *
   * @param failure the failure for the callers
   * @param isReportedForAccount whether to report it for the account: it counts against the
   *     account, and no cell reports it
   */
  record Rejection(TokenFailure failure, boolean isReportedForAccount) {}

  /** A mint for which Zoom accepted the access token. */
  private record Success(MintTarget target, AccessToken token, Instant at) {}

  /**
   * The last mints for which Zoom accepted the access token.
   *
   * @param last the last of all; null before the first success
   * @param ofAnother the last one for another target than that of {@code last}; null without such a
   *     success
   */
  private record Successes(@Nullable Success last, @Nullable Success ofAnother) {

    @Nullable Success otherThan(MintTarget target) {
      return last != null && last.target.equals(target) ? ofAnother : last;
    }

    Successes with(Success next) {
      return last == null || last.target.equals(next.target)
          ? new Successes(next, ofAnother)
          : new Successes(next, last);
    }
  }

  /** A mint that failed because Zoom rejected its access token. */
  private record Rejected(AccessToken token, Instant at) {}

  /** An access token that was fetched because Zoom rejected the one before it. */
  private record Replacement(AccessToken token, Instant at) {}

  /** What is remembered about a target that was rejected. */
  private static final class Memory {
    final SharedPause pause;
    final AtomicReference<@Nullable Rejected> last = new AtomicReference<>();

    Memory(TokenTiming timing) {
      this.pause = new SharedPause(timing);
    }
  }

  /** Decides whether Zoom rejects one kind of token for everybody. */
  private static final class Kind {
    final SharedPause pause;
    private final ConcurrentMap<MintTarget, Instant> rejected = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> succeededAt = new AtomicReference<>(Instant.MIN);

    Kind(TokenTiming timing) {
      this.pause = new SharedPause(timing);
    }

    void succeeded(Instant at) {
      succeededAt.set(at);
      rejected.clear();
      pause.end();
    }

    /**
     * Records a rejection. Returns whether the whole kind counts as rejected: enough different
     * targets were rejected recently, and no target has succeeded recently.
     */
    boolean rejected(MintTarget target, Instant now) {
      Instant lately = now.minus(RECENTLY);
      rejected.values().removeIf(at -> at.isBefore(lately));
      rejected.put(target, now);
      return rejected.size() >= ENOUGH_TO_PAUSE_ALL
          && requireNonNull(succeededAt.get()).isBefore(lately);
    }

    void forget() {
      rejected.clear();
    }
  }

  private final TokenTiming timing;

  /** Only those that were minted, since there is such a map for each grant in memory. */
  private final ConcurrentMap<TokenKind, Kind> kinds = new ConcurrentHashMap<>();

  private final ConcurrentMap<MintTarget, Memory> memories = new ConcurrentHashMap<>();
  private final AtomicReference<Successes> successes =
      new AtomicReference<>(new Successes(null, null));
  private final AtomicReference<@Nullable Replacement> replacement = new AtomicReference<>();

  Rejections(TokenTiming timing) {
    this.timing = timing;
  }

  /**
   * Returns the failure that callers get during a pause of the target or of its kind; empty if Zoom
   * may be asked.
   */
  Optional<TokenFailure> pauseInForce(MintTarget target) {
    Memory memory = memories.get(target);
    Optional<TokenFailure> own = memory == null ? Optional.empty() : memory.pause.inForce();
    Kind kind = kinds.get(target.kind());
    return own.isPresent() || kind == null ? own : kind.pause.inForce();
  }

  /**
   * Records that Zoom accepted an access token.
   *
   * @param askedAt when the call was made
   */
  void succeeded(MintTarget target, AccessToken token, Instant askedAt) {
    Success success = new Success(target, token, askedAt);
    successes.updateAndGet(seen -> seen.with(success));
    kind(target).succeeded(askedAt);
    Memory memory = memories.get(target);
    if (memory != null) {
      memories.remove(target, memory);
    }
  }

  /** Records that an access token was fetched because Zoom rejected the one before it. */
  void replacedBy(AccessToken token) {
    Replacement seen = replacement.get();
    // Several mints may get the same new token. Only the first records it, so its time does not
    // move. A lost compare-and-set needs no second try for the same reason.
    if (seen == null || !isSame(seen.token, token)) {
      replacement.compareAndSet(seen, new Replacement(token, now()));
    }
  }

  /**
   * Returns whether a new access token would not help after this rejection. That is so if this
   * token has itself just replaced a rejected one, or if another target has succeeded with it since
   * this target was last rejected with it.
   */
  boolean isReplacementUseless(MintTarget target, AccessToken token) {
    Replacement replaced = replacement.get();
    if (replaced != null
        && isSame(replaced.token, token)
        && now().isBefore(replaced.at.plus(JUST_REPLACED))) {
      return true;
    }
    Success other = successes().otherThan(target);
    Memory memory = memories.get(target);
    Rejected last = memory == null ? null : memory.last.get();
    return other != null
        && isSame(other.token, token)
        && last != null
        && isSame(last.token, token)
        && other.at.isAfter(last.at);
  }

  /**
   * Records that Zoom rejects the access token for a target and that a new one does not help. The
   * cell of a ZAK backs off by itself. A single-use token has no cell that stays, so its target is
   * paused here.
   *
   * @param refused the failure if the rejection concerns the account, without an instant of the
   *     next attempt
   */
  Rejection recordRejection(MintTarget target, AccessToken token, TokenFailure.Refused refused) {
    forgetIfFull();
    Memory memory = memories.computeIfAbsent(target, any -> new Memory(timing));
    memory.last.set(new Rejected(token, now()));
    Success other = successes().otherThan(target);
    boolean othersSucceed = other != null && !other.at.isBefore(now().minus(RECENTLY));
    TokenFailure failure = othersSucceed ? refused.ofOneUser() : refused;
    boolean wholeKind = kind(target).rejected(target, now());
    if (wholeKind) {
      failure = kind(target).pause.begin(failure);
    } else if (target.kind() != TokenKind.ZAK) {
      failure = memory.pause.begin(failure);
    }
    // The cell of a ZAK reports its own failure, unless the failure comes from a pause.
    boolean isReportedByCell = target.kind() == TokenKind.ZAK && !wholeKind;
    return new Rejection(failure, !othersSucceed && !isReportedByCell);
  }

  private void forgetIfFull() {
    if (memories.size() >= MOST_REMEMBERED) {
      memories.values().removeIf(memory -> memory.pause.inForce().isEmpty());
      // The targets that the kinds remember have no limit of their own.
      kinds.values().forEach(Kind::forget);
    }
  }

  private Kind kind(MintTarget target) {
    return kinds.computeIfAbsent(target.kind(), first -> new Kind(timing));
  }

  private static boolean isSame(AccessToken one, AccessToken other) {
    return one.value().equals(other.value());
  }

  private Successes successes() {
    return requireNonNull(successes.get());
  }

  private Instant now() {
    return timing.clock().instant();
  }
}
