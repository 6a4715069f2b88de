package io.latchkey.config;

import io.latchkey.callback.CallbackListener;
import io.latchkey.caller.RejectionReason;
import io.latchkey.observe.CallLog;
import io.latchkey.observe.History;
import io.latchkey.observe.Metrics;
import io.latchkey.observe.Observers;
import io.latchkey.observe.RecentFailures;
import io.latchkey.observe.SafeNotifier;
import io.latchkey.web.RejectionListener;
import io.latchkey.zoom.ZoomListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Builds what observes requests: log, metrics, history, and the state of each account. */
@ApplicationScoped
public class ObservabilityBeans {

  @Produces
  @Singleton
  // Metrics also implements the events for which there are producers below. Without @Typed their
  // injection would be ambiguous; the same holds for History, RecentFailures and CallLog.
  @Typed(Metrics.class)
  Metrics metrics(InstantSource clock) {
    return new Metrics(clock);
  }

  @Produces
  @Singleton
  SafeNotifier safeNotifier() {
    return new SafeNotifier();
  }

  @Produces
  @Singleton
  RejectionListener rejectionEvents(Metrics metrics, SafeNotifier notifier) {
    return new RejectionListener() {
      @Override
      public void unauthorized(RejectionReason reason) {
        notifier.notify(() -> metrics.unauthorized(reason));
      }

      @Override
      public void notFound() {
        notifier.notify(metrics::notFound);
      }
    };
  }

  @Produces
  @Singleton
  @Typed(History.class)
  History history(Settings settings, InstantSource clock) {
    return new History(settings.accounts().names(), clock);
  }

  @Produces
  @Singleton
  @Typed(RecentFailures.class)
  RecentFailures recentFailures(InstantSource clock) {
    return new RecentFailures(clock);
  }

  @Produces
  @Singleton
  @Typed(CallLog.class)
  CallLog callLog(ManagedThreads threads) {
    return new CallLog(threads.newAlarm());
  }

  static void close(@Disposes CallLog log) {
    log.close();
  }

  @Produces
  @Singleton
  CallbackListener callbackEvents(
      Metrics metrics,
      History history,
      RecentFailures failures,
      Observers observers,
      CallLog log,
      SafeNotifier notifier) {
    return callback -> {
      notifier.notify(() -> observers.answered(callback));
      notifier.notify(() -> history.answered(callback));
      notifier.notify(() -> failures.answered(callback));
      notifier.notify(() -> log.answered(callback));
      notifier.notify(() -> metrics.answered(callback));
    };
  }

  @Produces
  @Singleton
  ZoomListener zoomEvents(Metrics metrics, History history, CallLog log, SafeNotifier notifier) {
    return call -> {
      notifier.notify(() -> history.called(call));
      notifier.notify(() -> log.called(call));
      notifier.notify(() -> metrics.called(call));
    };
  }

  @Produces
  @Singleton
  Observers observers(
      Settings settings, Metrics metrics, SafeNotifier notifier, InstantSource clock) {
    return new Observers(settings.accounts().all(), metrics, notifier, clock);
  }
}
