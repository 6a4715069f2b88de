package io.latchkey.config;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.account.Account;
import io.latchkey.database.Database;
import io.latchkey.database.Drivers;
import io.latchkey.database.JdbcGrantAdministration;
import io.latchkey.database.MasterKeys;
import io.latchkey.database.SchemaCheck;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.DetachedRefresh;
import io.latchkey.grant.GrantDirectory;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantLookup;
import io.latchkey.grant.GrantRefresh;
import io.latchkey.grant.GrantStore;
import io.latchkey.grant.LeaseKeeper;
import io.latchkey.grant.UnsavedTokens;
import io.latchkey.mint.GrantedTokens;
import io.latchkey.operator.OperatorGrants;
import io.latchkey.secret.RedactedThrowable;
import io.latchkey.service.GrantService;
import io.latchkey.token.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps grants while the application runs: prepares the database, learns what other instances have
 * changed, and refreshes what needs it though nobody asks. Without a database it does nothing.
 *
 * <p>Thread-safe.
 */
final class GrantKeeping {

  private static final System.Logger LOG = System.getLogger(GrantKeeping.class.getName());

  private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  /** Longer than the time between two looks, since commits may become visible out of order. */
  private static final Duration CHANGES_WITHIN = Duration.ofSeconds(12);

  /** Longer than the longest call to Zoom. */
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(35);

  private static final int UNFINISHED_AT_ONCE = 20;

  /** The parts that {@link GrantBeans} builds. */
  record Parts(
      Database database,
      MasterKeys keys,
      GrantStore store,
      GrantDirectory directory,
      Refreshing refreshing,
      Serving serving,
      Background background) {}

  /** What refreshes grants. */
  record Refreshing(DetachedRefresh refresh, LeaseKeeper leases, UnsavedTokens unsaved) {}

  /** What callers are served from. */
  record Serving(GrantLookup lookup, GrantedTokens tokens, Map<String, Account> accounts) {}

  /** What runs beside the callers. */
  record Background(Alarm alarm, Executor threads, InstantSource clock) {}

  private final @Nullable Parts parts;
  private volatile boolean isPrepared;
  private volatile Instant learntAt = Instant.MIN;

  /** The changes that the last look has found. */
  private volatile Set<String> learnt = Set.of();

  private volatile boolean isStopping;
  private volatile @Nullable String lastProblem;

  /**
   * @param parts null without a database
   */
  GrantKeeping(@Nullable Parts parts) {
    this.parts = parts;
  }

  /** Returns what serves callers; null without a database. */
  @Nullable GrantService service() {
    return parts == null ? null : new GrantService(parts.serving.lookup(), parts.serving.tokens());
  }

  /** Returns what operators can do. */
  OperatorGrants operatorGrants() {
    return parts == null
        ? OperatorGrants.none()
        : OperatorGrants.of(
            parts.serving.accounts().values(),
            parts.directory,
            new JdbcGrantAdministration(parts.database));
  }

  /** Begins to keep grants, on threads of its own. */
  void begin() {
    if (parts != null) {
      later(parts, Duration.ZERO);
    }
  }

  private void later(Parts kept, Duration pause) {
    var unused =
        kept.background
            .alarm()
            .after(
                pause,
                () -> {
                  try {
                    kept.background.threads().execute(() -> look(kept));
                  } catch (RejectedExecutionException stopping) {
                    // There is no next look.
                  }
                });
  }

  private void look(Parts kept) {
    if (isStopping) {
      return;
    }
    Duration pause = BETWEEN_LOOKS;
    try {
      if (!isPrepared) {
        prepare(kept);
      }
      learn(kept);
      kept.serving.accounts().values().forEach(account -> refreshUnfinished(kept, account));
      recover();
    } catch (DatabaseUnavailable unavailable) {
      report(unavailable.diagnosis());
      pause = isPrepared ? BETWEEN_LOOKS : BETWEEN_TRIALS;
    } catch (RuntimeException defect) {
      // Broad on purpose: without a next look, nothing would be learnt any more.
      LOG.log(ERROR, "a look at the grants failed", RedactedThrowable.of(defect));
    } finally {
      later(kept, pause);
    }
  }

  private void prepare(Parts kept) {
    SchemaCheck.run(kept.database, kept.keys);
    kept.refreshing.unsaved().storeSpooled();
    kept.refreshing.leases().open();
    isPrepared = true;
    learntAt = kept.background.clock().instant();
    LOG.log(INFO, "The database of grants is ready");
  }

  /** Logs a problem once, however often it repeats. */
  private void report(String problem) {
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      LOG.log(
          WARNING,
          () ->
              "The database of grants cannot be used: %s. Grants are served from memory, and none is refreshed"
                  .formatted(problem));
    }
  }

  private void recover() {
    if (lastProblem != null) {
      lastProblem = null;
      LOG.log(INFO, "The database of grants can be used again");
    }
  }

  /** Forgets what another instance, or an operator, has ended or connected again. */
  private void learn(Parts kept) {
    Instant now = kept.background.clock().instant();
    // What was changed while the database was away counts, too.
    Duration within = CHANGES_WITHIN.plus(Duration.between(learntAt, now));
    Set<String> seen = new HashSet<>();
    for (GrantDirectory.Change change : kept.directory.changed(within)) {
      String which = change.grant() + " " + change.at();
      seen.add(which);
      // Looks overlap, and what is forgotten again costs Zoom another call.
      if (!learnt.contains(which)) {
        kept.serving.lookup().forget(change.grant());
        kept.serving.tokens().forget(change.grant());
      }
    }
    learnt = Set.copyOf(seen);
    learntAt = now;
  }

  private static void refreshUnfinished(Parts kept, Account account) {
    for (GrantId id : kept.store.unfinished(account, UNFINISHED_AT_ONCE)) {
      try {
        kept.store
            .find(id)
            .ifPresent(
                grant -> {
                  var unused =
                      kept.refreshing
                          .refresh()
                          .renew(
                              new GrantRefresh.Need(account, id, grant.tokens().generation(), ""));
                });
      } catch (DatabaseUnavailable unreadable) {
        // One row that cannot be read must not keep the others back.
        LOG.log(DEBUG, () -> id + " cannot be read: " + unreadable.diagnosis());
      }
    }
  }

  /** Waits for the refreshes under way, stores what waits, and closes the database. */
  void end() {
    if (parts != null && !isStopping) {
      isStopping = true;
      end(parts);
    }
    // Servers load every driver that an application brings, even if nobody uses it.
    Drivers.deregister();
  }

  private static void end(Parts parts) {
    if (!parts.refreshing.leases().drain(LONGEST_DRAIN)) {
      LOG.log(WARNING, "A refresh of a grant is still under way, and its answer may be lost");
    }
    parts.refreshing.unsaved().storeBeforeStop();
    parts.database.close();
  }
}
