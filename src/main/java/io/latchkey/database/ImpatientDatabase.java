package io.latchkey.database;

import io.latchkey.grant.DatabaseUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the database where an instance can go on without an answer. No question takes longer than a
 * second, and none is asked while the database is away or an earlier question has no answer.
 *
 * <p>Thread-safe.
 */
public final class ImpatientDatabase {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Database database;
  private final Executor threads;

  /** The questions that are not answered yet, by the times at which they were asked. */
  private final Set<Question> open = ConcurrentHashMap.newKeySet();

  /** Compared by identity: two questions may be asked in one nanosecond. */
  private static final class Question {
    final long askedAt = System.nanoTime();

    boolean hangs() {
      return System.nanoTime() - askedAt > PATIENCE.toNanos();
    }
  }

  /**
   * @param threads the questions block on these, which may hang with the database
   */
  public ImpatientDatabase(Database database, Executor threads) {
    this.database = database;
    this.threads = threads;
  }

  /** Returns whether the database is going to be usable soon: it has not failed yet. */
  boolean isBeingPrepared() {
    return !database.isPrepared() && database.outage().isEmpty();
  }

  /**
   * Does something in one transaction. Blocks for a second at most. If it took longer, it may have
   * been done all the same.
   *
   * @throws DatabaseUnavailable if it could not be done, or not in time
   */
  <T> T transaction(Database.Work<T> work) {
    // Read once: the outage may end meanwhile.
    Optional<DatabaseOutage.Seen> outage = database.outage();
    if (outage.isPresent()) {
      throw new DatabaseUnavailable(outage.get().diagnosis());
    }
    if (open.stream().anyMatch(Question::hangs)) {
      throw silent();
    }
    Question question = new Question();
    open.add(question);
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      threads.execute(() -> ask(work, answer, question));
    } catch (RejectedExecutionException tooMany) {
      open.remove(question);
      throw new DatabaseUnavailable("too many questions wait for it, or Latchkey is stopping");
    }
    return awaited(answer);
  }

  private <T> void ask(Database.Work<T> work, CompletableFuture<T> answer, Question question) {
    try {
      answer.complete(database.transaction(work));
    } catch (RuntimeException failure) {
      answer.completeExceptionally(failure);
    } finally {
      open.remove(question);
    }
  }

  private static <T> T awaited(CompletableFuture<T> answer) {
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (TimeoutException hanging) {
      throw silent();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable("Latchkey is stopping");
    }
  }

  private static DatabaseUnavailable silent() {
    return new DatabaseUnavailable("it does not answer within a second");
  }
}
