package io.latchkey.config;

import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.connect.Connecting;
import io.latchkey.connect.ZoomWebhooks;
import io.latchkey.database.Database;
import io.latchkey.database.Drivers;
import io.latchkey.grant.LeaseKeeper;
import io.latchkey.grant.UnsavedTokens;
import io.latchkey.instance.Instances;
import io.latchkey.mint.Sharing;
import io.latchkey.operator.OperatorGrants;
import io.latchkey.service.GrantService;
import io.latchkey.service.SharedSeats;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps grants while the application runs. Without a database it does nothing.
 *
 * <p>Thread-safe.
 */
final class GrantKeeping {

  private static final System.Logger LOG = System.getLogger(GrantKeeping.class.getName());

  /** Longer than the longest call to Zoom. */
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(35);

  /** What {@link GrantParts} builds. */
  record Parts(
      GrantService service,
      OperatorGrants.Parts forOperators,
      ConsentParts consents,
      GrantRounds rounds,
      Storage storage,
      SharingParts shared) {}

  /** What is closed in the end. */
  record Storage(Database database, LeaseKeeper leases, UnsavedTokens unsaved) {}

  private final @Nullable Parts parts;
  private final AtomicBoolean isEnded = new AtomicBoolean();

  /** Loaded now: Open Liberty stops an application once its archive is gone. */
  private final Runnable drivers = Drivers::deregister;

  /**
   * @param parts null without a database
   */
  GrantKeeping(@Nullable Parts parts) {
    this.parts = parts;
  }

  /** Returns what serves callers; null without a database. */
  @Nullable GrantService service() {
    return parts == null ? null : parts.service;
  }

  /** Returns what this instance shares with others about calls to Zoom. */
  Sharing sharing() {
    return parts == null ? Sharing.NONE : parts.shared.sharing();
  }

  /** Returns the instances that share the database; null if nothing is shared. */
  @Nullable Instances instances() {
    return parts == null ? null : parts.shared.instances();
  }

  /** Returns the seats that all instances share; null if nothing is shared. */
  @Nullable SharedSeats seats() {
    return parts == null ? null : parts.shared.seats();
  }

  /** Returns what operators can do; null without a database. */
  OperatorGrants.@Nullable Parts forOperators() {
    return parts == null ? null : parts.forOperators;
  }

  /** Returns what users need to connect; null without a database or a key that signs links. */
  Connecting.@Nullable Parts forUsers() {
    return parts == null ? null : parts.consents.connecting();
  }

  /** Returns what the events of Zoom need; null without a database. */
  ZoomWebhooks.@Nullable Parts forZoom() {
    return parts == null ? null : parts.consents.webhooks();
  }

  /** Returns the accounts of General apps; empty without a database. */
  Optional<Set<String>> accounts() {
    return parts == null ? Optional.empty() : Optional.of(parts.forOperators.accounts());
  }

  /** Begins to keep grants, on threads of its own. */
  void begin() {
    if (parts != null) {
      parts.rounds.begin();
    }
  }

  /** Waits for the refreshes under way, stores what waits, and closes the database. */
  void end() {
    if (parts != null && isEnded.compareAndSet(false, true)) {
      parts.rounds.stop();
      end(parts);
    }
    // Servers load every driver that an application brings, even if nobody uses it.
    drivers.run();
  }

  private static void end(Parts parts) {
    Storage storage = parts.storage;
    if (!storage.leases.drain(LONGEST_DRAIN)) {
      LOG.log(WARNING, "A refresh of a grant is still under way, and its answer may be lost");
    }
    storage.unsaved.storeBeforeStop();
    Instances instances = parts.shared.instances();
    if (instances != null) {
      instances.leave();
    }
    storage.database.close();
  }
}
