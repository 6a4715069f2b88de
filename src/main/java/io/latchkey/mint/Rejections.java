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
import java.util.Set;
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
   * @param pausesTheKind whether nobody asks for this kind of token for a while
   */
  record Rejection(TokenFailure failure, boolean pausesTheKind) {}

  /** A call that Zoom took the access token for. */
  private record Success(Asked asked, AccessToken token, Instant at) {}

  /**
   * The last successes.
   *
   * @param last of all
   * @param ofAnother the last of one that asked for something else
   */
  private record Successes(@Nullable Success last, @Nullable Success ofAnother) {

    @Nullable Success otherThan(Asked asked) {
      return last != null && last.asked.equals(asked) ? ofAnother : last;
    }

    Successes with(Success next) {
      return last == null || last.asked.equals(next.asked)
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

  private final TokenTiming timing;
  private final Map<TokenKind, SharedPause> pausedKinds = new EnumMap<>(TokenKind.class);
  private final Map<TokenKind, Set<Asked>> rejectedSinceSuccess = new EnumMap<>(TokenKind.class);
  private final ConcurrentMap<Asked, Memory> memories = new ConcurrentHashMap<>();
  private final AtomicReference<Successes> successes =
      new AtomicReference<>(new Successes(null, null));
  private final AtomicReference<@Nullable Replacement> replacement = new AtomicReference<>();

  Rejections(TokenTiming timing) {
    this.timing = timing;
    for (TokenKind kind : TokenKind.values()) {
      pausedKinds.put(kind, new SharedPause(timing));
      rejectedSinceSuccess.put(kind, ConcurrentHashMap.newKeySet());
    }
  }

  /** What is answered while nobody asks Zoom for this. */
  Optional<TokenFailure> pauseInForce(Asked asked) {
    Memory memory = memories.get(asked);
    Optional<TokenFailure> own = memory == null ? Optional.empty() : memory.pause.inForce();
    return own.isPresent() ? own : kindPause(asked.kind()).inForce();
  }

  /**
   * Zoom took an access token.
   *
   * @param askedAt when the call was made
   */
  void succeeded(Asked asked, AccessToken token, Instant askedAt) {
    Success success = new Success(asked, token, askedAt);
    successes.updateAndGet(seen -> seen.with(success));
    kindPause(asked.kind()).end();
    rejectedSinceSuccess(asked.kind()).clear();
    Memory memory = memories.get(asked);
    if (memory != null) {
      memories.remove(asked, memory);
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
   * replaced, or somebody else succeeded with it since it was last refused to this one.
   */
  boolean replacingIsNoUse(Asked asked, AccessToken token) {
    Success other = successes().otherThan(asked);
    Replacement replaced = replacement.get();
    boolean justReplaced =
        replaced != null
            && isSame(replaced.token, token)
            && now().isBefore(replaced.at.plus(JUST_REPLACED));
    if (other == null || !isSame(other.token, token)) {
      return justReplaced;
    }
    Memory memory = memories.get(asked);
    Rejected last = memory == null ? null : memory.last.get();
    return last != null && isSame(last.token, token) && other.at.isAfter(last.at);
  }

  /**
   * Even a new access token is refused to this one. One that is asked for by a cell of its own is
   * left alone by that cell; single-use tokens have none, and are paused here.
   *
   * @param refused what it is if it concerns the account, without an instant of the next try
   */
  Rejection rejected(Asked asked, AccessToken token, TokenFailure.Refused refused) {
    forgetIfFull();
    Memory memory = memories.computeIfAbsent(asked, any -> new Memory(timing));
    memory.last.set(new Rejected(token, now()));
    Set<Asked> ofTheKind = rejectedSinceSuccess(asked.kind());
    ofTheKind.add(asked);
    Success other = successes().otherThan(asked);
    boolean aloneInThis = other != null && !other.at.isBefore(now().minus(RECENTLY));
    TokenFailure failure = aloneInThis ? refused.ofOneUser() : refused;
    boolean concernsTheKind = !aloneInThis && ofTheKind.size() >= ENOUGH_TO_PAUSE_ALL;
    if (concernsTheKind) {
      failure = kindPause(asked.kind()).begin(failure);
    } else if (asked.kind() != TokenKind.ZAK) {
      failure = memory.pause.begin(failure);
    }
    return new Rejection(failure, concernsTheKind);
  }

  private void forgetIfFull() {
    if (memories.size() >= MOST_REMEMBERED) {
      memories.values().removeIf(memory -> memory.pause.inForce().isEmpty());
      rejectedSinceSuccess.values().forEach(Set::clear);
    }
  }

  private Set<Asked> rejectedSinceSuccess(TokenKind kind) {
    return requireNonNull(rejectedSinceSuccess.get(kind));
  }

  private static boolean isSame(AccessToken one, AccessToken other) {
    return one.value().equals(other.value());
  }

  private SharedPause kindPause(TokenKind kind) {
    return requireNonNull(pausedKinds.get(kind));
  }

  private Successes successes() {
    return requireNonNull(successes.get());
  }

  private Instant now() {
    return timing.clock().instant();
  }
}
