package io.latchkey.bench.trouble;

import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantStore;
import io.latchkey.grant.RefreshCall;
import io.latchkey.grant.RefreshListener;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Watches what one instance does with grants. */
final class Watch implements RefreshListener {

  /** Something that happened. */
  record Event(Instant at, GrantId grant) {}

  /** When pairs of tokens were stored, at once or at last. */
  final Queue<Event> stored = new ConcurrentLinkedQueue<>();

  /** How long each use of the store took, with the wait for a connection. */
  final Queue<Duration> uses = new ConcurrentLinkedQueue<>();

  /** When the guard went on. */
  final Queue<Instant> guardedFrom = new ConcurrentLinkedQueue<>();

  /** When refreshes were sent. */
  final Queue<Instant> sent = new ConcurrentLinkedQueue<>();

  /** Refreshes that were sent although the database had not said that the lease is committed. */
  final AtomicInteger withoutLease = new AtomicInteger();

  final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final ThreadLocal<Boolean> hasLease = ThreadLocal.withInitial(() -> false);

  int count(String event) {
    return counts.getOrDefault(event, new AtomicInteger()).get();
  }

  private void counted(String event) {
    counts.computeIfAbsent(event, any -> new AtomicInteger()).incrementAndGet();
  }

  /** Returns when the first pair was stored after an instant. */
  Optional<Instant> firstStoredAfter(Instant begin) {
    return stored.stream().map(Event::at).filter(at -> at.isAfter(begin)).min(Instant::compareTo);
  }

  /** Returns the store, whose uses are watched. */
  GrantStore over(GrantStore store) {
    return (GrantStore)
        Proxy.newProxyInstance(
            GrantStore.class.getClassLoader(),
            new Class<?>[] {GrantStore.class},
            (proxy, method, args) -> {
              boolean isLease = method.getName().equals("takeLease");
              if (isLease) {
                hasLease.set(false);
              }
              long begin = System.nanoTime();
              try {
                Object result = method.invoke(store, args);
                if (isLease) {
                  hasLease.set((Boolean) result);
                }
                return result;
              } catch (InvocationTargetException e) {
                counted("failed use of the store: " + e.getCause().getMessage());
                throw e.getCause();
              } finally {
                uses.add(Duration.ofNanos(System.nanoTime() - begin));
              }
            });
  }

  /** Returns the call, which is sent on the thread that has taken the lease. */
  RefreshCall over(RefreshCall call) {
    return (account, token, trace) -> {
      if (!hasLease.get()) {
        withoutLease.incrementAndGet();
      }
      sent.add(Instant.now());
      return call.refresh(account, token, trace);
    };
  }

  @Override
  public void stored(String account, GrantId grant, long generation) {
    counted("stored");
    stored.add(new Event(Instant.now(), grant));
  }

  @Override
  public void adopted(String account, GrantId grant, long generation) {
    counted("adopted");
  }

  @Override
  public void answerLost(String account, GrantId grant, String diagnosis) {
    counted("answer lost");
  }

  @Override
  public void suspected(String account, GrantId grant, String diagnosis) {
    counted("suspected");
  }

  @Override
  public void died(String account, GrantId grant, String reason, String diagnosis) {
    counted("died");
  }

  @Override
  public void guardOn(String account) {
    counted("guard on");
    guardedFrom.add(Instant.now());
  }

  @Override
  public void guardOff(String account) {
    counted("guard off");
  }

  @Override
  public void unsaved(String account, GrantId grant, String diagnosis) {
    counted("unsaved");
  }

  @Override
  public void savedAtLast(String account, GrantId grant) {
    counted("saved at last");
    stored.add(new Event(Instant.now(), grant));
  }

  @Override
  public void conflict(String account, GrantId grant) {
    counted("conflict");
  }
}
