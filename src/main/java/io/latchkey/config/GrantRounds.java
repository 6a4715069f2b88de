package io.latchkey.config;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.observe.GrantMonitor;
import io.latchkey.secret.RedactedThrowable;
import io.latchkey.token.Alarm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the database of grants, and then does the work that nobody asks for, every two seconds.
 * While the database is away it tries again, and says so once. Slow work runs beside the rounds, so
 * that what other instances have ended is always learnt in time.
 *
 * <p>Thread-safe.
 */
final class GrantRounds {

  private static final System.Logger LOG = System.getLogger(GrantRounds.class.getName());

  private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(5);
  private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(2);

  private final Runnable preparation;
  private final List<Runnable> tasks;
  private final List<SlowTask> slowTasks;
  private final Alarm alarm;
  private final Executor threads;
  private final GrantMonitor monitor;
  private volatile boolean isPrepared;
  private volatile boolean isStopping;

  /** A task, and whether it still runs. */
  private record SlowTask(Runnable task, AtomicBoolean isRunning) {}

  /**
   * @param preparation done once, before everything else
   * @param tasks done in each round, one after the other
   * @param slowTasks each is begun in each round, unless it still runs; none keeps another back
   * @param threads the rounds block on these
   * @param monitor told whether the database can be used
   */
  GrantRounds(
      Runnable preparation,
      List<Runnable> tasks,
      List<Runnable> slowTasks,
      Alarm alarm,
      Executor threads,
      GrantMonitor monitor) {
    this.preparation = preparation;
    this.tasks = List.copyOf(tasks);
    this.slowTasks =
        slowTasks.stream().map(task -> new SlowTask(task, new AtomicBoolean())).toList();
    this.alarm = alarm;
    this.threads = threads;
    this.monitor = monitor;
  }

  /** Begins, on threads of its own. */
  void begin() {
    nextAfter(Duration.ZERO);
  }

  /** Begins no further round. */
  void stop() {
    isStopping = true;
  }

  private void nextAfter(Duration pause) {
    if (isStopping) {
      return;
    }
    var unused =
        alarm.after(
            pause,
            () -> {
              try {
                threads.execute(this::round);
              } catch (RejectedExecutionException stopping) {
                // There is no next round.
              }
            });
  }

  private void round() {
    if (isStopping) {
      return;
    }
    Duration pause = BETWEEN_ROUNDS;
    try {
      if (!isPrepared) {
        preparation.run();
        isPrepared = true;
        LOG.log(INFO, "The database is ready");
        boolean unused = monitor.databaseBack();
      }
      doAll();
    } catch (DatabaseUnavailable unavailable) {
      reportUnlessStopping(unavailable.diagnosis());
      pause = isPrepared ? BETWEEN_ROUNDS : BETWEEN_TRIALS;
    } catch (RuntimeException defect) {
      // Broad on purpose: without a next round, nothing would be learnt any more.
      LOG.log(ERROR, "a round of work on grants failed", RedactedThrowable.of(defect));
    } finally {
      nextAfter(pause);
    }
  }

  private void doAll() {
    DatabaseUnavailable away = null;
    for (Runnable task : tasks) {
      // Perhaps only this task fails: the others must not end with it.
      DatabaseUnavailable failure = tryToDo(task);
      away = failure == null ? away : failure;
    }
    slowTasks.forEach(this::begin);
    if (away != null) {
      throw away;
    }
    if (monitor.databaseBack()) {
      LOG.log(INFO, "The database can be used again");
    }
  }

  private void begin(SlowTask slow) {
    if (slow.isRunning.compareAndSet(false, true)) {
      try {
        threads.execute(() -> doSlowly(slow));
      } catch (RejectedExecutionException stopping) {
        // There is no further work.
      }
    }
  }

  private static void doSlowly(SlowTask slow) {
    try {
      var unused = tryToDo(slow.task);
    } finally {
      slow.isRunning.set(false);
    }
  }

  /** Does a task, and returns why the database could not be used for it; null if it could. */
  private static @Nullable DatabaseUnavailable tryToDo(Runnable task) {
    try {
      task.run();
      return null;
    } catch (DatabaseUnavailable unavailable) {
      // If the database is away, the round says so.
      LOG.log(DEBUG, () -> "work on grants is put off: " + unavailable.diagnosis());
      return unavailable;
    } catch (RuntimeException defect) {
      // Broad on purpose: the next task does not depend on this one.
      LOG.log(ERROR, "work on grants failed", RedactedThrowable.of(defect));
      return null;
    }
  }

  /** A round that is under way at the stop finds the database closed. */
  private void reportUnlessStopping(String problem) {
    if (!isStopping && monitor.databaseAway(problem)) {
      LOG.log(
          WARNING,
          () ->
              "The database cannot be used: %s. Grants are served from memory, and none is refreshed; each instance goes on by itself"
                  .formatted(problem));
    }
  }
}
