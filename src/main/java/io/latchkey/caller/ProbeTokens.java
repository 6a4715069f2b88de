package io.latchkey.caller;

import static java.util.Objects.requireNonNull;

import io.latchkey.secret.Secret;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Issues probe tokens: callback tokens that open nothing. Latchkey sends one to itself to learn
 * whether the request arrives, and whether an access log on the way records the token. So a probe
 * token need not be kept secret.
 *
 * <p>Thread-safe.
 */
public final class ProbeTokens {

  /** The purpose of a probe token. Only the newest token of each purpose counts. */
  public enum Purpose {
    /** The check of the public URL. */
    CHECK("latchkey-check-"),
    /** Latchkey's calls to itself before it is ready. */
    WARM_UP("latchkey-warm-up-");

    private final String prefix;

    Purpose(String prefix) {
      this.prefix = prefix;
    }
  }

  private static final int MOST_REMEMBERED = 10;

  private record Probe(Secret token, boolean isReceived) {}

  private final Map<Purpose, AtomicReference<@Nullable Probe>> newest =
      new EnumMap<>(Purpose.class);
  private final Deque<String> issuedForChecks = new ArrayDeque<>();

  public ProbeTokens() {
    for (Purpose purpose : Purpose.values()) {
      newest.put(purpose, new AtomicReference<>());
    }
  }

  /** Issues a token. It replaces the token that was issued before for this purpose. */
  public String issue(Purpose purpose) {
    String token = purpose.prefix + UUID.randomUUID();
    newest(purpose).set(new Probe(Secret.of(token), false));
    if (purpose == Purpose.CHECK) {
      remember(token);
    }
    return token;
  }

  private synchronized void remember(String token) {
    issuedForChecks.addFirst(token);
    if (issuedForChecks.size() > MOST_REMEMBERED) {
      issuedForChecks.removeLast();
    }
  }

  /** Returns whether this is the newest token of any purpose. Changes nothing. */
  public boolean isNewest(Secret presented) {
    return newest.values().stream().anyMatch(probe -> isOf(probe.get(), presented));
  }

  /** Records that this token was received, if it is still the newest of its purpose. */
  public void markReceived(Secret presented) {
    newest
        .values()
        .forEach(
            probe ->
                // Compared once more: a newer token may have been issued since the decision.
                probe.updateAndGet(
                    seen -> isOf(seen, presented) ? new Probe(presented, true) : seen));
  }

  private static boolean isOf(@Nullable Probe probe, Secret presented) {
    return probe != null && probe.token.equals(presented);
  }

  /** Returns whether the newest token of this purpose was received. */
  public boolean wasReceived(Purpose purpose) {
    Probe probe = newest(purpose).get();
    return probe != null && probe.isReceived;
  }

  private AtomicReference<@Nullable Probe> newest(Purpose purpose) {
    return requireNonNull(newest.get(purpose));
  }

  /**
   * Returns the last ten tokens that were issued for checks, newest first. Older ones are kept
   * because access logs may be written late.
   */
  public synchronized List<String> issuedForChecks() {
    return List.copyOf(issuedForChecks);
  }
}
