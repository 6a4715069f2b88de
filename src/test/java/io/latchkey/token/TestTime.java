package io.latchkey.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A clock that stands still until a test moves it. Alarms ring while the time moves. */
public final class TestTime implements InstantSource, Alarm {

  public static final Instant START = Instant.parse("2026-03-02T08:59:00Z");

  private record Set(Instant due, Runnable action, CompletableFuture<Void> cancelled) {}

  private final List<Set> alarms = new ArrayList<>();
  private Instant now = START;

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized Future<?> after(Duration delay, Runnable action) {
    Set alarm = new Set(now.plus(delay), action, new CompletableFuture<>());
    alarms.add(alarm);
    return alarm.cancelled;
  }

  public void advance(Duration by) {
    Instant until = instant().plus(by);
    for (Set due = firstDue(until); due != null; due = firstDue(until)) {
      // Outside of the lock, because an action may set alarms or wait for other threads.
      due.action.run();
    }
    set(until);
  }

  /** Returns how many alarms are set and not cancelled. */
  public synchronized long ticking() {
    return alarms.stream().filter(alarm -> !alarm.cancelled.isDone()).count();
  }

  private synchronized void set(Instant to) {
    now = to;
  }

  private synchronized Set firstDue(Instant until) {
    alarms.removeIf(alarm -> alarm.cancelled.isDone());
    Set first = null;
    for (Set alarm : alarms) {
      if (!alarm.due.isAfter(until) && (first == null || alarm.due.isBefore(first.due))) {
        first = alarm;
      }
    }
    if (first != null) {
      alarms.remove(first);
      now = first.due.isAfter(now) ? first.due : now;
    }
    return first;
  }

  public TokenTiming timing() {
    return new TokenTiming(this, this, new BackOff(() -> 0), Duration.ofSeconds(1));
  }
}
