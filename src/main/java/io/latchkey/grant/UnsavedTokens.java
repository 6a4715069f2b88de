package io.latchkey.grant;

import io.latchkey.token.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Stores new tokens, and does not give up: tokens that cannot be stored stay in memory, and storing
 * them is tried again until it succeeds. Meanwhile callers are served from here, and the tokens lie
 * encrypted in the spool directory, if there is one.
 *
 * <p>Thread-safe.
 */
public final class UnsavedTokens {

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** How long stored tokens are remembered, in case the database forgets them. */
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private static final int MOST_REMEMBERED = 1000;

  /** Keeps tokens outside of the database, for the case that the process ends. */
  public interface Spool {
    /** Writes tokens durably. */
    void write(GrantId grant, long generation, NewTokens tokens);

    /** Deletes what was written. */
    void delete(GrantId grant, long generation);

    /** Returns what is there. */
    List<Entry> entries();

    /** Tokens that follow upon a generation. */
    record Entry(GrantId grant, long generation, NewTokens tokens) {}
  }

  private record Pending(
      String account, GrantId grant, long generation, NewTokens tokens, Instant since) {}

  private record Remembered(long generation, NewTokens tokens, Instant at) {}

  private final GrantStore store;
  private final Spool spool;
  private final Alarm alarm;
  private final Executor threads;
  private final RefreshListener events;
  private final InstantSource clock;
  private final ConcurrentMap<GrantId, Pending> pending = new ConcurrentHashMap<>();
  private final Map<GrantId, Remembered> recent =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<GrantId, Remembered> eldest) {
          return size() > MOST_REMEMBERED
              || eldest.getValue().at.isBefore(clock.instant().minus(REMEMBERED));
        }
      };

  /**
   * @param threads for storing, which blocks
   */
  public UnsavedTokens(
      GrantStore store,
      Spool spool,
      Alarm alarm,
      Executor threads,
      RefreshListener events,
      InstantSource clock) {
    this.store = store;
    this.spool = spool;
    this.alarm = alarm;
    this.threads = threads;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Returns the access token of a grant whose tokens are not stored yet; null if they are.
   *
   * @throws DatabaseUnavailable if it lives for less than {@code leastLife}
   */
  @Nullable RenewedToken tokenOf(GrantId grant, Duration leastLife) {
    Pending waiting = pending.get(grant);
    if (waiting == null) {
      return null;
    }
    RenewedToken renewed = RenewedToken.after(waiting.generation, waiting.tokens);
    if (renewed.token().expiresAt().isBefore(clock.instant().plus(leastLife))) {
      throw new DatabaseUnavailable("new tokens are not stored yet, and their access token ends");
    }
    return renewed;
  }

  /** Returns since when the oldest tokens wait; empty if all are stored. */
  public Optional<Instant> oldest() {
    return pending.values().stream().map(Pending::since).min(Instant::compareTo);
  }

  /** Stores new tokens of a grant, now or later. */
  RenewedToken save(Grant grant, NewTokens tokens) {
    long generation = grant.tokens().generation();
    String account = grant.owner().account();
    Pending entry = new Pending(account, grant.id(), generation, tokens, clock.instant());
    try {
      put(entry);
      events.stored(account, grant.id(), generation + 1);
    } catch (DatabaseUnavailable unavailable) {
      pending.put(grant.id(), entry);
      events.unsaved(account, grant.id(), unavailable.diagnosis());
      // Before the spool, which may fail in ways of its own.
      tryAgain(entry, SHORTEST_PAUSE);
      spool.write(grant.id(), generation, tokens);
    }
    return RenewedToken.after(generation, tokens);
  }

  /** Stores the tokens, or finds that they are stored already. */
  private void put(Pending entry) {
    if (store.store(entry.grant, entry.generation, entry.tokens)) {
      remember(entry.grant, entry.generation + 1, entry.tokens);
      return;
    }
    Optional<Grant> current = store.find(entry.grant);
    // A commit whose answer was lost has stored them before.
    boolean isOurs =
        current.isPresent()
            && entry.tokens.accessToken().equals(current.get().tokens().accessToken());
    if (isOurs) {
      remember(entry.grant, entry.generation + 1, entry.tokens);
    } else if (current.isPresent()) {
      store.keepSpare(entry.grant, entry.generation, entry.tokens);
      events.conflict(entry.account, entry.grant);
    }
  }

  private void tryAgain(Pending entry, Duration pause) {
    var unused =
        alarm.after(
            pause,
            () -> {
              try {
                threads.execute(() -> putAgain(entry, pause));
              } catch (RejectedExecutionException stopping) {
                // The spool has them.
              }
            });
  }

  private void putAgain(Pending entry, Duration pause) {
    if (!pending.containsKey(entry.grant)) {
      return;
    }
    try {
      put(entry);
    } catch (DatabaseUnavailable stillAway) {
      Duration longer = pause.multipliedBy(2);
      tryAgain(entry, longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer);
      return;
    }
    settled(entry);
  }

  private void settled(Pending entry) {
    pending.remove(entry.grant, entry);
    // A file that is written only now stays, and is harmless: its generation is over.
    spool.delete(entry.grant, entry.generation);
    events.savedAtLast(entry.account, entry.grant);
  }

  /**
   * Stores what an earlier process left in the spool.
   *
   * @throws DatabaseUnavailable if the database cannot be used
   */
  public void storeSpooled() {
    for (Spool.Entry entry : spool.entries()) {
      Optional<Grant> grant = store.find(entry.grant());
      if (grant.isPresent() && !pending.containsKey(entry.grant())) {
        String account = grant.get().owner().account();
        Pending found =
            new Pending(
                account, entry.grant(), entry.generation(), entry.tokens(), clock.instant());
        put(found);
        settled(found);
      }
    }
  }

  /**
   * Writes tokens back that the database has forgotten, as after a fail-over to a standby that
   * lagged behind.
   *
   * @return whether they were written back
   */
  boolean restoreForgotten(Grant grant) {
    Remembered known;
    synchronized (recent) {
      known = recent.get(grant.id());
    }
    long found = grant.tokens().generation();
    if (known == null
        || known.generation <= found
        || !store.store(grant.id(), found, known.tokens)) {
      return false;
    }
    remember(grant.id(), found + 1, known.tokens);
    return true;
  }

  private void remember(GrantId grant, long generation, NewTokens tokens) {
    synchronized (recent) {
      // Removed first, so that the oldest entry stays the first.
      recent.remove(grant);
      recent.put(grant, new Remembered(generation, tokens, clock.instant()));
    }
  }

  /** Tries once more to store what waits. Called before the application ends. */
  public void storeBeforeStop() {
    for (Pending entry : new ArrayList<>(pending.values())) {
      try {
        put(entry);
        settled(entry);
      } catch (DatabaseUnavailable stillAway) {
        // The spool has them, if there is one.
      }
    }
  }
}
