package io.latchkey.mint;

import io.latchkey.mint.Quota.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Collects the calls of one account that wait for a turn, so that one question is asked for all of
 * them, and one at a time.
 *
 * <p>Thread-safe.
 */
final class WaitingCalls {

  /**
   * A call that waits.
   *
   * @param latest when its turn must have begun
   * @param turn its turn; empty for none in time
   */
  record WaitingCall(Instant latest, CompletableFuture<Optional<Turn>> turn) {

    /** Returns how far away its turn may be. A turn that is free now is always taken. */
    Duration within(Instant now) {
      Duration left = Duration.between(now, latest);
      return left.isNegative() ? Duration.ZERO : left;
    }
  }

  private final Queue<WaitingCall> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isAsking = new AtomicBoolean();
  private final Executor threads;
  private final Consumer<List<WaitingCall>> question;
  private final Consumer<WaitingCall> withoutThread;

  /**
   * @param threads the question blocks on these
   * @param question gives each call its answer; blocks
   * @param withoutThread gives a call its answer if no thread is free; does not block
   */
  WaitingCalls(
      Executor threads, Consumer<List<WaitingCall>> question, Consumer<WaitingCall> withoutThread) {
    this.threads = threads;
    this.question = question;
    this.withoutThread = withoutThread;
  }

  void add(WaitingCall call) {
    waiting.add(call);
    ask();
  }

  private void ask() {
    if (isAsking.compareAndSet(false, true)) {
      try {
        threads.execute(this::answerAll);
      } catch (RejectedExecutionException noThread) {
        isAsking.set(false);
        allWaiting().forEach(withoutThread);
      }
    }
  }

  private void answerAll() {
    try {
      for (List<WaitingCall> all = allWaiting(); !all.isEmpty(); all = allWaiting()) {
        question.accept(all);
      }
    } finally {
      isAsking.set(false);
      // One may have come after the last look, or during a question that failed.
      if (!waiting.isEmpty()) {
        ask();
      }
    }
  }

  /** Takes all that wait still. */
  private List<WaitingCall> allWaiting() {
    List<WaitingCall> all = new ArrayList<>();
    for (WaitingCall each = waiting.poll(); each != null; each = waiting.poll()) {
      if (!each.turn.isDone()) {
        all.add(each);
      }
    }
    return all;
  }
}
