package io.latchkey.grant;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Learns which grants any instance has connected, ended or found dead, so that this instance
 * forgets what it remembers of them.
 *
 * <p>To be run again and again, by one thread at a time. Blocks, and throws {@link
 * DatabaseUnavailable} if the database cannot be used; the next run then covers the time since the
 * last one that succeeded.
 */
public final class GrantChanges implements Runnable {

  /** Longer than the time between two runs, since commits may become visible out of order. */
  private static final Duration OVERLAP = Duration.ofSeconds(12);

  private final GrantDirectory directory;
  private final Consumer<GrantId> changed;
  private final InstantSource clock;
  private volatile Instant lastRun;

  /** The changes that the last run has found. */
  private volatile Set<String> known = Set.of();

  /**
   * @param changed called with each grant that has changed, perhaps more than once
   * @param clock the monotonic clock that all freshness is judged by
   */
  public GrantChanges(GrantDirectory directory, Consumer<GrantId> changed, InstantSource clock) {
    this.directory = directory;
    this.changed = changed;
    this.clock = clock;
    this.lastRun = clock.instant();
  }

  @Override
  public void run() {
    Instant now = clock.instant();
    Set<String> seen = new HashSet<>();
    for (GrantDirectory.Change change :
        directory.changed(OVERLAP.plus(Duration.between(lastRun, now)))) {
      String which = change.grant() + " " + change.at();
      seen.add(which);
      // Runs overlap, and what is forgotten again costs Zoom another call.
      if (!known.contains(which)) {
        changed.accept(change.grant());
      }
    }
    known = Set.copyOf(seen);
    lastRun = now;
  }
}
