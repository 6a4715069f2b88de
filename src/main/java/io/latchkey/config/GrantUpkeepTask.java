package io.latchkey.config;

import static java.lang.System.Logger.Level.INFO;

import io.latchkey.grant.GrantAdministration;
import io.latchkey.grant.GrantUpkeep;
import io.latchkey.grant.LastUses;
import io.latchkey.observe.GrantMonitor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Does the work on grants that nobody waits for: stores when they were used, counts them, encrypts
 * them with a new key, and erases what is too old.
 *
 * <p>To be run again and again, by one thread at a time. Blocks, and throws {@code
 * DatabaseUnavailable} if the database cannot be used.
 */
final class GrantUpkeepTask implements Runnable {

  private static final System.Logger LOG = System.getLogger(GrantUpkeepTask.class.getName());

  private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(15);
  private static final Duration BETWEEN_ERASURES = Duration.ofHours(1);

  private static final Duration BETWEEN_VAIN_ENCRYPTIONS = Duration.ofMinutes(10);

  /** So few are encrypted anew in one transaction that no refresh waits long for its row. */
  private static final int BATCH = 25;

  private static final int MOST_BATCHES = 100;

  private final GrantUpkeep upkeep;
  private final GrantAdministration administration;
  private final LastUses uses;
  private final GrantUpkeep.Retention retention;
  private final GrantMonitor monitor;
  private final InstantSource clock;
  private Instant nextCount = Instant.MIN;
  private Instant nextErasure = Instant.MIN;
  private Instant nextEncryption = Instant.MIN;

  /**
   * @param monitor told how many grants there are
   * @param clock the monotonic clock that all freshness is judged by
   */
  GrantUpkeepTask(
      GrantUpkeep upkeep,
      GrantAdministration administration,
      LastUses uses,
      GrantUpkeep.Retention retention,
      GrantMonitor monitor,
      InstantSource clock) {
    this.upkeep = upkeep;
    this.administration = administration;
    this.uses = uses;
    this.retention = retention;
    this.monitor = monitor;
    this.clock = clock;
  }

  @Override
  public synchronized void run() {
    Instant now = clock.instant();
    if (!now.isBefore(nextCount)) {
      nextCount = now.plus(BETWEEN_COUNTS);
      uses.write(upkeep);
      count();
    }
    if (monitor.withOlderKeys() > 0 && !now.isBefore(nextEncryption)) {
      encryptAnew(now);
    }
    if (!now.isBefore(nextErasure)) {
      nextErasure = now.plus(BETWEEN_ERASURES);
      int erased = upkeep.eraseOld(retention);
      if (erased > 0) {
        LOG.log(INFO, () -> "The tokens of " + erased + " dead grants are erased");
      }
    }
  }

  private void count() {
    monitor.recordCounts(administration.counts(), upkeep.encryptedWithOlderKeys());
  }

  private void encryptAnew(Instant now) {
    int done = 0;
    for (int batch = 0; batch < MOST_BATCHES; batch++) {
      int ofBatch = upkeep.reEncrypt(BATCH);
      done += ofBatch;
      if (ofBatch == 0) {
        break;
      }
    }
    if (done == 0) {
      // Nothing can be read, or another instance has a newer key.
      nextEncryption = now.plus(BETWEEN_VAIN_ENCRYPTIONS);
      return;
    }
    count();
    long left = monitor.withOlderKeys();
    String grants = done + " grants are encrypted with the first latchkey.database.key now; ";
    LOG.log(
        INFO,
        () ->
            grants
                + (left == 0
                    ? "once every instance has this key first, the other keys may be removed"
                    : left + " follow"));
  }
}
