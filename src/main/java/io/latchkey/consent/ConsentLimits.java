package io.latchkey.consent;

import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps consents and Zoom's webhook from taking what refreshes need: they use two connections to
 * the database at most, and begin 50 consents a second.
 *
 * <p>Thread-safe.
 */
public final class ConsentLimits {

  private static final int CONNECTIONS = 2;
  private static final int POSTS_A_SECOND = 50;

  /** Each one that waits holds a thread of the server, which other callers need. */
  private static final int MOST_WAITING = 20;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final Semaphore connections = new Semaphore(CONNECTIONS);
  private Instant second;
  private int posts;

  /**
   * @param clock the monotonic clock
   */
  public ConsentLimits(InstantSource clock) {
    this.clock = clock;
    this.second = clock.instant();
  }

  /** Returns whether one more consent may begin now. */
  public synchronized boolean admitsPost() {
    Instant now = clock.instant();
    if (Duration.between(second, now).toMillis() >= 1000) {
      second = now;
      posts = 0;
    }
    posts++;
    return posts <= POSTS_A_SECOND;
  }

  /**
   * Does something with the database. Blocks.
   *
   * @throws TokenFailure.Unavailable if both connections are in use for too long, or too many wait
   */
  public <T> T withConnection(Supplier<T> action) {
    if (!hasConnection()) {
      throw TokenFailure.Unavailable.limited(
          "Too much is going on. Try again.", "no connection for consents is free", PAUSE);
    }
    try {
      return action.get();
    } finally {
      connections.release();
    }
  }

  /**
   * Does something with the database, however long it waits for a connection. Blocks, so it is for
   * threads that serve no request.
   */
  <T> T withConnectionInTheEnd(Supplier<T> action) {
    connections.acquireUninterruptibly();
    try {
      return action.get();
    } finally {
      connections.release();
    }
  }

  private boolean hasConnection() {
    if (connections.getQueueLength() >= MOST_WAITING) {
      return false;
    }
    try {
      return connections.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
