package io.latchkey.config;

import io.latchkey.token.Alarm;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
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
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Makes thread pools from the server's threads (Jakarta Concurrency). The pools are our own. Those
 * of the server are shared with other applications, whose long tasks would delay our callers. Idle
 * threads end after two seconds, except those of alarms. All pools end with the application.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class ManagedThreads {

  private static final int PER_ACCOUNT = 64;
  private static final int QUEUE = 1000;
  private static final int REPLIES = 16;
  private static final int IDLE_SECONDS = 2;

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

  /** Makes an alarm with its own thread. */
  Alarm newAlarm() {
    ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1, threads());
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

  @SuppressWarnings("BanJNDI") // The name is a constant of the platform.
  private static ThreadFactory threads() {
    String name = "java:comp/DefaultManagedThreadFactory";
    try {
      ManagedThreadFactory factory = InitialContext.doLookup(name);
      return factory;
    } catch (NamingException e) {
      throw new IllegalStateException("This server offers no " + name, e);
    }
  }
}
