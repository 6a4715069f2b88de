package io.latchkey.database;

import io.agroal.api.AgroalDataSource;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the connection pool of a database counts, from the moment of {@link #of} on. */
public final class PoolView implements AutoCloseable {

  private final AgroalDataSource pool;
  private final AtomicLong mostUsed = new AtomicLong();
  private final AtomicLong mostWaiting = new AtomicLong();
  private final ScheduledExecutorService looks = Executors.newScheduledThreadPool(1);

  private PoolView(AgroalDataSource pool) {
    this.pool = pool;
    pool.getConfiguration().setMetricsEnabled(true);
    looks.scheduleAtFixedRate(this::look, 0, 5, TimeUnit.MILLISECONDS);
  }

  private void look() {
    mostUsed.accumulateAndGet(pool.getMetrics().activeCount(), Math::max);
    mostWaiting.accumulateAndGet(pool.getMetrics().awaitingCount(), Math::max);
  }

  /** Begins to count. */
  public static PoolView of(Database database) {
    try {
      Field pool = Database.class.getDeclaredField("pool");
      pool.setAccessible(true);
      return new PoolView((AgroalDataSource) pool.get(database));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  public long mostUsed() {
    return mostUsed.get();
  }

  public long mostWaiting() {
    return mostWaiting.get();
  }

  public Duration longestWait() {
    return pool.getMetrics().blockingTimeMax();
  }

  public Duration meanWait() {
    return pool.getMetrics().blockingTimeAverage();
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
