package io.latchkey.instance;

import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Callers;
import io.latchkey.caller.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares with the other instances which operators have signed out and when callback tokens were
 * used.
 *
 * <p>To be run every few seconds, by one thread at a time. Blocks, and throws {@link
 * io.latchkey.grant.DatabaseUnavailable} if the database cannot be used.
 */
public final class OperatorExchange implements Runnable {

  /** Operators see these times in minutes, so a token in constant use is not written each round. */
  private static final Duration WORTH_SHARING = Duration.ofMinutes(1);

  private final OperatorStore store;
  private final EndedSessions sessions;
  private final List<CallbackToken> tokens;
  private final WallClock clock;

  /** The uses that all instances know, by the fingerprints of the tokens. */
  private final Map<String, Instant> knownUses = new HashMap<>();

  public OperatorExchange(
      OperatorStore store, EndedSessions sessions, Callers callers, WallClock clock) {
    this.store = store;
    this.sessions = sessions;
    this.tokens = callers.all().stream().flatMap(caller -> caller.tokens().stream()).toList();
    this.clock = clock;
  }

  @Override
  public void run() {
    Instant now = clock.now();
    Map<String, Duration> ended = sessions.notYetShared();
    Map<String, Duration> uses = newUses(now);
    if (!ended.isEmpty() || !uses.isEmpty()) {
      store.share(ended, uses);
      sessions.markShared(ended);
      uses.forEach((token, ago) -> knownUses.put(token, now.minus(ago)));
    }
    OperatorStore.Known known = store.readShared();
    sessions.addFromOthers(known.endedSessions());
    for (CallbackToken token : tokens) {
      Duration ago = known.lastUses().get(token.fingerprint());
      if (ago != null) {
        Instant use = now.minus(ago);
        token.learnOfUse(use);
        knownUses.merge(token.fingerprint(), use, (one, other) -> one.isAfter(other) ? one : other);
      }
    }
  }

  private Map<String, Duration> newUses(Instant now) {
    Map<String, Duration> uses = new HashMap<>();
    for (CallbackToken token : tokens) {
      Instant use = token.lastUsed().orElse(Instant.MIN);
      Instant known = knownUses.get(token.fingerprint());
      if (use.isAfter(Instant.MIN) && (known == null || use.isAfter(known.plus(WORTH_SHARING)))) {
        uses.put(token.fingerprint(), Duration.between(use, now));
      }
    }
    return uses;
  }
}
