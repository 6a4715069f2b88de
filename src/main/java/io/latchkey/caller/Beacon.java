package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A callback token that opens nothing, sent by a check of our own to see whether a request comes
 * here, and what is written down of it on the way. It may be shown to anybody.
 *
 * <p>Thread-safe.
 */
public final class Beacon {

  private static final int REMEMBERED = 10;

  /**
   * One request of a check.
   *
   * @param token that it carries
   */
  private record Sent(Secret token, AtomicBoolean came) {}

  private final AtomicReference<@Nullable Sent> sent = new AtomicReference<>();
  private final AtomicReference<@Nullable Sent> warmUp = new AtomicReference<>();
  private final Deque<String> before = new ArrayDeque<>();

  /** A new one. The last ten are remembered, since logs may be written late. */
  public synchronized String light() {
    String token = "latchkey-check-" + UUID.randomUUID();
    before.addFirst(token);
    if (before.size() > REMEMBERED) {
      before.removeLast();
    }
    sent.set(new Sent(Secret.of(token), new AtomicBoolean()));
    return token;
  }

  /** One for the calls of the warm-up, beside that of a check. */
  public String lightForWarmUp() {
    String token = "latchkey-warm-up-" + UUID.randomUUID();
    warmUp.set(new Sent(Secret.of(token), new AtomicBoolean()));
    return token;
  }

  /** Whether a call of the warm-up has come. */
  public boolean cameForWarmUp() {
    Sent call = warmUp.get();
    return call != null && call.came.get();
  }

  /** All that are remembered, newest first. */
  public synchronized List<String> all() {
    return List.copyOf(before);
  }

  /** Whether a token that opens nothing is the newest one of these: then it has come. */
  public boolean seen(Secret presented) {
    return seen(sent.get(), presented) || seen(warmUp.get(), presented);
  }

  private static boolean seen(@Nullable Sent last, Secret presented) {
    boolean ours = last != null && last.token.equals(presented);
    if (last != null && ours) {
      last.came.set(true);
    }
    return ours;
  }

  /** Whether the newest one has come. */
  public boolean came() {
    Sent last = sent.get();
    return last != null && last.came.get();
  }
}
