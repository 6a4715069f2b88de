package io.latchkey.mint;

import static java.util.Objects.requireNonNull;

import io.latchkey.token.AccessToken;
import io.latchkey.token.SharedPause;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import io.latchkey.token.TokenTiming;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What it means for one account that Zoom answers 401 to an access token. It may be the token,
 * which somebody has killed; then a new one helps, for all. But Zoom also answers so to one user or
 * one kind of token, with every access token. Other calls tell the two apart: a token with which
 * somebody else succeeded is good.
 *
 * <p>Thread-safe.
 */
final class Rejections {

  /** Steady callers renew their ZAKs every 45 s: who is well has succeeded within this time. */
  private static final Duration RECENTLY = Duration.ofMinutes(2);

  /** How long a new access token that nobody has succeeded with yet is not replaced again. */
  private static final Duration JUST_REPLACED = Duration.ofSeconds(5);

  /** So many different ones of a kind are refused before nobody asks for the kind any more. */
  private static final int ENOUGH_TO_PAUSE_ALL = 3;

  private static final int MOST_REMEMBERED = 1000;

  /**
   * What follows from a rejection.
   *
   * @param failure for those who asked
   * @param isReportedForAccount whether it counts against the account, and nobody else tells so
   */
  record Rejection(TokenFailure failure, boolean isReportedForAccount) {}

  /** A call that Zoom took the access token for. */
  private record Success(MintTarget target, AccessToken token, Instant at) {}

  /**
   * @param last of all
   * @param ofAnother the last of one that asked for something else
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

  /** A call that was refused even with a new access token. */
  private record Rejected(AccessToken token, Instant at) {}

  /** An access token that was fetched because another was not taken. */
  private record Replacement(AccessToken token, Instant at) {}

  /** What is remembered of one that was rejected. */
  private static final class Memory {
    final SharedPause pause;
    final AtomicReference<@Nullable Rejected> last = new AtomicReference<>();

    Memory(TokenTiming timing) {
      this.pause = new SharedPause(timing);
    }
  }

  /** One kind of token: whether it is refused to everybody. */
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

    /** Whether so many were refused lately, and nobody was served, that it is the whole kind. */
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
  private final Map<TokenKind, Kind> kinds = new EnumMap<>(TokenKind.class);
  private final ConcurrentMap<MintTarget, Memory> memories = new ConcurrentHashMap<>();
  private final AtomicReference<Successes> successes =
      new AtomicReference<>(new Successes(null, null));
  private final AtomicReference<@Nullable Replacement> replacement = new AtomicReference<>();

  Rejections(TokenTiming timing) {
    this.timing = timing;
    for (TokenKind kind : TokenKind.values()) {
      kinds.put(kind, new Kind(timing));
    }
  }

  /** What is answered while nobody asks Zoom for this. */
  Optional<TokenFailure> pauseInForce(MintTarget target) {
    Memory memory = memories.get(target);
    Optional<TokenFailure> own = memory == null ? Optional.empty() : memory.pause.inForce();
    return own.isPresent() ? own : kind(target).pause.inForce();
  }

  /**
   * Zoom took an access token.
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

  /** An access token was fetched because the one before was not taken. */
  void replacedBy(AccessToken token) {
    Replacement seen = replacement.get();
    if (seen == null || !isSame(seen.token, token)) {
      replacement.compareAndSet(seen, new Replacement(token, now()));
    }
  }

  /**
   * Whether it would be of no use to replace the access token for this rejection: it has just been
   * replaced for another, or somebody else succeeded with it since it was last refused to this one.
   */
  boolean replacingIsNoUse(MintTarget target, AccessToken token) {
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
   * Even a new access token is refused to this one. One that is asked for by a cell of its own is
   * left alone by that cell; single-use tokens have none, and are paused here.
   *
   * @param refused what it is if it concerns the account, without an instant of the next try
   */
  Rejection rejected(MintTarget target, AccessToken token, TokenFailure.Refused refused) {
    forgetIfFull();
    Memory memory = memories.computeIfAbsent(target, any -> new Memory(timing));
    memory.last.set(new Rejected(token, now()));
    Success other = successes().otherThan(target);
    boolean othersAreWell = other != null && !other.at.isBefore(now().minus(RECENTLY));
    TokenFailure failure = othersAreWell ? refused.ofOneUser() : refused;
    boolean wholeKind = kind(target).rejected(target, now());
    if (wholeKind) {
      failure = kind(target).pause.begin(failure);
    } else if (target.kind() != TokenKind.ZAK) {
      failure = memory.pause.begin(failure);
    }
    // The cell of a ZAK tells its own failure, unless that comes of a pause.
    boolean isToldByItsCell = target.kind() == TokenKind.ZAK && !wholeKind;
    return new Rejection(failure, !othersAreWell && !isToldByItsCell);
  }

  private void forgetIfFull() {
    if (memories.size() >= MOST_REMEMBERED) {
      memories.values().removeIf(memory -> memory.pause.inForce().isEmpty());
      kinds.values().forEach(Kind::forget);
    }
  }

  private Kind kind(MintTarget target) {
    return requireNonNull(kinds.get(target.kind()));
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
