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
 * Pools of the server's threads (Jakarta Concurrency). Pools of our own, since those of the server
 * are shared with other applications, whose long tasks would delay our callers. Idle threads end
 * after two seconds but those of alarms, and all pools with the application.
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

  /** For the calls to Zoom of one account. */
  ExecutorService ofAccount() {
    return pool(PER_ACCOUNT, PER_ACCOUNT, new LinkedBlockingQueue<>(QUEUE));
  }

  /** For the HTTP client, which never blocks one. */
  ExecutorService ofHttpClient() {
    return pool(0, Integer.MAX_VALUE, new SynchronousQueue<>());
  }

  /** For writing answers that had to be waited for. */
  ExecutorService replies() {
    return pool(REPLIES, REPLIES, new LinkedBlockingQueue<>());
  }

  /** For checks, which block, and wait for others of these: never for one that has to queue. */
  ExecutorService ofChecks() {
    return pool(0, Integer.MAX_VALUE, new SynchronousQueue<>());
  }

  /** An alarm with one thread of its own. */
  Alarm alarm() {
    ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1, threads());
    // Nearly every alarm is cancelled, and would else stay in memory until its time.
    alarms.setRemoveOnCancelPolicy(true);
    pools.add(alarms);
    return (delay, action) -> alarms.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @PreDestroy
  void close() {
    pools.forEach(ExecutorService::shutdownNow);
  }

  private ExecutorService pool(int core, int most, BlockingQueue<Runnable> queue) {
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
