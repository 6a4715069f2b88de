package io.latchkey.grant;

import io.latchkey.token.Alarm;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes the leases of grants, extends them while a call is under way, and knows whether refreshes
 * are under way. Once {@link #drain} has begun, no further lease is taken.
 *
 * <p>Thread-safe.
 */
public final class LeaseKeeper {

  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final GrantStore store;
  private final Alarm alarm;
  private final Executor threads;
  private final Object lock = new Object();
  private int underWay;
  private boolean isOpen;
  private boolean isDraining;

  /**
   * @param threads for extending leases, which blocks
   */
  public LeaseKeeper(GrantStore store, Alarm alarm, Executor threads) {
    this.store = store;
    this.alarm = alarm;
    this.threads = threads;
  }

  /**
   * Lets leases be taken from now on. Before, tokens of an earlier process may still lie in the
   * spool, and those in the database be used up.
   */
  public void open() {
    synchronized (lock) {
      isOpen = true;
    }
  }

  boolean isDraining() {
    synchronized (lock) {
      return isDraining;
    }
  }

  /**
   * Takes the lease. Nothing may be sent unless this returned true: only a committed lease proves
   * that the database can be written to now.
   *
   * @throws TokenFailure if leases are not opened yet, or the application is being stopped
   */
  boolean take(Grant grant) {
    synchronized (lock) {
      if (isDraining || !isOpen) {
        throw GrantFailures.later(grant, "the application is being started or stopped", HEARTBEAT);
      }
      underWay++;
    }
    boolean taken = false;
    try {
      taken = store.takeLease(grant.id(), grant.tokens().generation());
      return taken;
    } finally {
      if (!taken) {
        ended();
      }
    }
  }

  /**
   * Registers work with tokens that only this process has, so that a stop waits for it.
   *
   * @return false if the application is being stopped; if true, {@link #finish} must follow
   */
  public boolean begin() {
    synchronized (lock) {
      if (!isDraining) {
        underWay++;
      }
      return !isDraining;
    }
  }

  /** Ends what {@link #begin} has registered. */
  public void finish() {
    ended();
  }

  /** A lease that is extended until this is closed. */
  interface Kept {
    void close();
  }

  /** Extends a lease that was taken until the result is closed. */
  Kept keep(Grant grant) {
    AtomicReference<@Nullable Future<?>> next = new AtomicReference<>();
    Beat beat = new Beat(grant, next);
    next.set(alarm.after(HEARTBEAT, beat));
    return () -> {
      beat.stop();
      ended();
    };
  }

  private final class Beat implements Runnable {
    private final Grant grant;
    private final AtomicReference<@Nullable Future<?>> next;
    private volatile boolean isStopped;

    Beat(Grant grant, AtomicReference<@Nullable Future<?>> next) {
      this.grant = grant;
      this.next = next;
    }

    void stop() {
      isStopped = true;
      Future<?> last = next.get();
      if (last != null) {
        last.cancel(false);
      }
    }

    @Override
    public void run() {
      if (isStopped) {
        return;
      }
      try {
        threads.execute(this::extend);
        next.set(alarm.after(HEARTBEAT, this));
      } catch (RejectedExecutionException stopping) {
        // The lease ends by itself.
      }
    }

    private void extend() {
      try {
        store.extendLease(grant.id(), grant.tokens().generation());
      } catch (DatabaseUnavailable ignored) {
        // The call goes on: a request that was sent cannot be taken back.
      }
    }
  }

  /** Gives the lease back. If that fails, it ends by itself. */
  void end(Grant grant, Duration setback) {
    try {
      store.endLease(grant.id(), grant.tokens().generation(), setback);
    } catch (DatabaseUnavailable ignored) {
      // The next instance then takes it for one that ended during a refresh, which is harmless.
    }
  }

  /** Gives the lease back after a call whose answer never came. */
  void endAfterLostAnswer(Grant grant, Duration setback) {
    try {
      store.endLeaseAfterLostAnswer(grant.id(), grant.tokens().generation(), setback);
    } catch (DatabaseUnavailable ignored) {
      // The lease that stays behind says the same.
    }
  }

  /** Waits for another instance. */
  public void pause(Duration pause) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    Future<?> end = alarm.after(pause, () -> over.complete(null));
    try {
      // Bounded, because the alarm rings no more when the application is being stopped.
      over.get(LONGEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      end.cancel(false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended() {
    synchronized (lock) {
      underWay--;
      lock.notifyAll();
    }
  }

  /**
   * Takes no further lease, and waits for the refreshes under way.
   *
   * @return whether all of them have ended in time
   */
  public boolean drain(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    synchronized (lock) {
      isDraining = true;
      while (underWay > 0) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        try {
          lock.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }
  }
}
