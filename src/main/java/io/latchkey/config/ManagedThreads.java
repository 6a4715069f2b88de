package io.latchkey.config;

import io.latchkey.token.Alarm;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Makes thread pools from the server's threads (Jakarta Concurrency). The pools are our own. Those
 * of the server are shared with other applications, whose long tasks would delay our callers. Idle
 * threads end after two seconds, except those of alarms. All pools end with the application.
 *
 * <p>The threads are virtual where the server has virtual threads: with Jakarta Concurrency 3.1 on
 * Java 21 or later. Jakarta Concurrency 3.0 ignores the member {@code virtual} of the annotation.
 * Alarms keep a platform thread.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = ManagedThreads.VIRTUAL_IF_POSSIBLE, virtual = true)
public class ManagedThreads {

  static final String VIRTUAL_IF_POSSIBLE = "java:module/concurrent/LatchkeyThreads";

  private static final int PER_ACCOUNT = 64;
  private static final int QUEUE = 1000;
  private static final int REPLIES = 16;
  private static final int IDLE_SECONDS = 2;

  private final AtomicLong named = new AtomicLong();
  private final Queue<ExecutorService> pools = new ConcurrentLinkedQueue<>();

  /**
   * Makes a pool for the calls to Zoom of one account. It has 64 threads, and 1000 tasks may wait
   * for them; further tasks are rejected.
   */
  ExecutorService newAccountPool() {
    return pool(PER_ACCOUNT, PER_ACCOUNT, new LinkedBlockingQueue<>(QUEUE));
  }

  /** Makes a pool without a limit for the HTTP client, whose tasks never block. */
  ExecutorService newHttpClientPool() {
    return pool(0, Integer.MAX_VALUE, new SynchronousQueue<>());
  }

  /**
   * Makes a pool for writing answers that had to wait for Zoom. It has 16 threads, and a queue
   * without a limit.
   */
  ExecutorService newReplyPool() {
    return pool(REPLIES, REPLIES, new LinkedBlockingQueue<>());
  }

  /**
   * Makes a pool without a limit for checks. Checks block, and wait for one another, so none may
   * wait in a queue.
   */
  ExecutorService newCheckPool() {
    return pool(0, Integer.MAX_VALUE, new SynchronousQueue<>());
  }

  /**
   * Makes a pool without a limit for the refresh of grants. A refresh may wait for Zoom for a
   * minute, and must not wait for another one.
   */
  ExecutorService newGrantPool() {
    return pool(0, Integer.MAX_VALUE, new SynchronousQueue<>());
  }

  /**
   * Makes a pool for questions to the database. It has fewer threads than there are connections, so
   * that requests never keep a refresh waiting. 1000 tasks may wait.
   */
  ExecutorService newLookupPool(int threads) {
    return pool(threads, threads, new LinkedBlockingQueue<>(QUEUE));
  }

  /** Makes an alarm with its own thread. */
  Alarm newAlarm() {
    ScheduledThreadPoolExecutor alarms =
        new ScheduledThreadPoolExecutor(1, factory("java:comp/DefaultManagedThreadFactory"));
    // Nearly every alarm is cancelled. Without this it would stay in memory until its time.
    alarms.setRemoveOnCancelPolicy(true);
    pools.add(alarms);
    return (delay, action) -> alarms.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @PreDestroy
  void close() {
    pools.forEach(ExecutorService::shutdownNow);
  }

  private ExecutorService pool(int core, int most, BlockingQueue<Runnable> queue) {
    // With a queue, an executor starts more threads than its core only when the queue is full. So
    // core and maximum are equal in pools with a queue, and even the core ends when it is idle.
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(core, most, IDLE_SECONDS, TimeUnit.SECONDS, queue, threads());
    pool.allowCoreThreadTimeOut(true);
    pools.add(pool);
    return pool;
  }

  private ThreadFactory threads() {
    ManagedThreadFactory factory = factory(VIRTUAL_IF_POSSIBLE);
    return task -> {
      Thread thread = factory.newThread(task);
      // The servers give their platform threads a name, and virtual threads none.
      if (thread.getName().isEmpty()) {
        thread.setName("latchkey-" + named.incrementAndGet());
      }
      return thread;
    };
  }

  @SuppressWarnings("BanJNDI") // The names are constants.
  private static ManagedThreadFactory factory(String name) {
    try {
      return InitialContext.doLookup(name);
    } catch (NamingException e) {
      throw new IllegalStateException("This server offers no " + name, e);
    }
  }
}
