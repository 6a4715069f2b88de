package io.latchkey.config;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** The server's threads (Jakarta Concurrency), by the names that every server has. */
final class ManagedThreads {

  private static final int PER_ACCOUNT = 64;
  private static final int QUEUE = 1000;
  private static final int IDLE_SECONDS = 2;

  private ManagedThreads() {}

  /** For the calls to Zoom of one account. */
  static ExecutorService ofAccount() {
    return pool(PER_ACCOUNT, PER_ACCOUNT, new LinkedBlockingQueue<>(QUEUE));
  }

  /** For the HTTP client, which never blocks one. */
  static ExecutorService ofHttpClient() {
    return pool(0, Integer.MAX_VALUE, new SynchronousQueue<>());
  }

  /** For writing answers that had to be waited for. */
  static Executor replies() {
    return lookUp("java:comp/DefaultManagedExecutorService", ManagedExecutorService.class);
  }

  static ScheduledExecutorService scheduler() {
    return lookUp(
        "java:comp/DefaultManagedScheduledExecutorService", ManagedScheduledExecutorService.class);
  }

  private static ExecutorService pool(int core, int most, BlockingQueue<Runnable> queue) {
    ThreadFactory threads =
        lookUp("java:comp/DefaultManagedThreadFactory", ManagedThreadFactory.class);
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(core, most, IDLE_SECONDS, TimeUnit.SECONDS, queue, threads);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @SuppressWarnings("BanJNDI") // The names are constants of the platform.
  private static <T> T lookUp(String name, Class<T> type) {
    try {
      return type.cast(InitialContext.doLookup(name));
    } catch (NamingException e) {
      throw new IllegalStateException("This server offers no " + name, e);
    }
  }
}
