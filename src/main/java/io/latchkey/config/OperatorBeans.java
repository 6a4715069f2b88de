package io.latchkey.config;

import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.ProbeTokens;
import io.latchkey.check.AccessLogs;
import io.latchkey.check.Checks;
import io.latchkey.check.PublicUrl;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.observe.History;
import io.latchkey.observe.Observers;
import io.latchkey.observe.RecentFailures;
import io.latchkey.observe.WarmUpState;
import io.latchkey.operator.Sessions;
import io.latchkey.operator.StatusPage;
import io.latchkey.token.Alarm;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.Rehearsal;
import io.latchkey.zoom.ZoomCheck;
import io.latchkey.zoom.ZoomEvents;
import io.latchkey.zoom.ZoomGuard;
import io.latchkey.zoom.ZoomHosts;
import io.latchkey.zoom.ZoomRetry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/** Builds what operators use: checks, the status page, and the warm-up before Latchkey is ready. */
@ApplicationScoped
public class OperatorBeans {

  private final Instant deployedAt = Instant.now();

  @Produces
  @Singleton
  OperatorTokens operatorTokens(Settings settings) {
    return settings.operatorTokens();
  }

  @Produces
  @Singleton
  ProbeTokens probeTokens() {
    return new ProbeTokens();
  }

  @Produces
  @Singleton
  WarmUpState warmUpState() {
    return new WarmUpState();
  }

  @Produces
  @Singleton
  WarmUp warmUp(
      Settings settings,
      HttpTransport transport,
      ZoomRetry retry,
      ZoomGuard guard,
      ProbeTokens probeTokens,
      ManagedThreads threads,
      WarmUpState state,
      InstantSource clock) {
    Executor warming = threads.ofChecks();
    Rehearsal rehearsal = new Rehearsal(settings.zoom(), transport, retry, guard, warming, clock);
    return new WarmUp(
        rehearsal,
        transport,
        settings.retries(),
        settings.checks().ownUrl(),
        probeTokens,
        state,
        warming);
  }

  @Produces
  @Singleton
  Checks checks(
      Settings settings,
      MeetingTokens tokens,
      ZoomHosts hosts,
      ZoomRetry retry,
      ZoomEvents events,
      ProbeTokens probeTokens,
      Observers observers,
      ManagedThreads threads,
      Alarm alarm,
      InstantSource clock) {
    Executor checking = threads.ofChecks();
    return new Checks(
        settings.accounts(),
        settings.callers(),
        tokens,
        new ZoomCheck(settings.zoom(), hosts, retry, events, checking, clock),
        new PublicUrl(
            settings.checks().publicUrl(),
            new AccessLogs(settings.checks().accessLogs()),
            probeTokens),
        settings.poolsOfAccounts(),
        observers::checked,
        checking,
        alarm,
        clock);
  }

  @Produces
  @Singleton
  StatusPage statusPage(
      Settings settings,
      MeetingTokens tokens,
      Observers observers,
      History history,
      RecentFailures failures,
      Checks checks,
      Sessions sessions,
      InstantSource clock) {
    return new StatusPage(
        settings.accounts(),
        settings.pools().stream().map(PoolSettings::name).toList(),
        settings.callers(),
        tokens,
        observers,
        history,
        failures,
        checks,
        sessions,
        deployedAt,
        clock);
  }
}
