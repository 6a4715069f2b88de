package io.latchkey.config;

import io.latchkey.account.AppKind;
import io.latchkey.caller.Callers;
import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.ProbeTokens;
import io.latchkey.caller.WallClock;
import io.latchkey.check.AccessLogSearch;
import io.latchkey.check.AccountChecks;
import io.latchkey.check.AccountTrial;
import io.latchkey.check.CheckRunner;
import io.latchkey.check.GeneralAppTrial;
import io.latchkey.check.PublicUrlCheck;
import io.latchkey.grant.UserCalls;
import io.latchkey.instance.EndedSessions;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.observe.GrantMonitor;
import io.latchkey.observe.History;
import io.latchkey.observe.Observers;
import io.latchkey.observe.RecentFailures;
import io.latchkey.observe.WarmUpState;
import io.latchkey.operator.AccountSection;
import io.latchkey.operator.CallerSection;
import io.latchkey.operator.CheckSection;
import io.latchkey.operator.FailureSection;
import io.latchkey.operator.GrantSection;
import io.latchkey.operator.InstanceSection;
import io.latchkey.operator.Sessions;
import io.latchkey.operator.StatusPage;
import io.latchkey.token.Alarm;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.Rehearsal;
import io.latchkey.zoom.ZoomCheck;
import io.latchkey.zoom.ZoomGuard;
import io.latchkey.zoom.ZoomHosts;
import io.latchkey.zoom.ZoomListener;
import io.latchkey.zoom.ZoomRepeater;
import io.latchkey.zoom.ZoomRetry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Builds what operators use: checks, the status page, and the warm-up before Latchkey is ready. */
@ApplicationScoped
public class OperatorBeans {

  // Startup needs the WarmUp from here, so this bean is created during the deployment.
  private final Instant deployedAt = Instant.now();

  @Produces
  @Singleton
  OperatorTokens operatorTokens(Settings settings) {
    return settings.access().operatorTokens();
  }

  @Produces
  @Singleton
  EndedSessions endedSessions(WallClock clock) {
    return new EndedSessions(clock);
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
  Rehearsal rehearsal(
      Settings settings,
      HttpTransport transport,
      ZoomRetry retry,
      ZoomGuard guard,
      ManagedThreads threads,
      InstantSource clock) {
    return new Rehearsal(settings.zoom(), transport, retry, guard, threads.newCheckPool(), clock);
  }

  @Produces
  @Singleton
  FaultToleranceReport faultToleranceReport(Settings settings, ZoomRepeater repeater) {
    return new FaultToleranceReport(settings.checks().retriesExpected(), repeater);
  }

  @Produces
  @Singleton
  WarmUp warmUp(
      Settings settings,
      Rehearsal rehearsal,
      HttpTransport transport,
      ProbeTokens probeTokens,
      WarmUpState state,
      FaultToleranceReport faultTolerance,
      ManagedThreads threads) {
    return new WarmUp(
        rehearsal,
        transport,
        faultTolerance,
        settings.checks().ownUrl(),
        probeTokens,
        state,
        threads.newCheckPool());
  }

  @Produces
  @Singleton
  ZoomCheck zoomCheck(
      Settings settings,
      ZoomHosts hosts,
      ZoomRepeater repeater,
      ZoomListener events,
      ManagedThreads threads,
      InstantSource clock) {
    return new ZoomCheck(settings.zoom(), hosts, repeater, events, threads.newCheckPool(), clock);
  }

  @Produces
  @Singleton
  AccountChecks accountChecks(
      Settings settings,
      MeetingTokens tokens,
      ZoomCheck zoomCheck,
      UserCalls userCalls,
      GrantMonitor grants,
      Observers observers) {
    AccountTrial ofGeneralApps =
        new GeneralAppTrial(
            userCalls,
            () -> grants.databaseProblem().map(GrantMonitor.DatabaseProblem::problem),
            grants::counts,
            grants::isGuarded,
            settings.access().callers().signedTokens().texts().isEnabled());
    return new AccountChecks(
        settings.accounts().all(),
        settings.access().callers(),
        tokens,
        Map.of(AppKind.SERVER_TO_SERVER, zoomCheck, AppKind.GENERAL, ofGeneralApps),
        settings.accounts().poolsByAccount(),
        observers::checked);
  }

  @Produces
  @Singleton
  CheckRunner checks(
      Settings settings,
      AccountChecks accounts,
      ProbeTokens probeTokens,
      ManagedThreads threads,
      Alarm alarm,
      InstantSource clock) {
    AccessLogSearch accessLogs = new AccessLogSearch(settings.checks().accessLogs());
    PublicUrlCheck publicUrl =
        new PublicUrlCheck(
            settings.checks().publicUrl(),
            !settings.accounts().grants().consents().apps().isEmpty()
                && settings.access().callers().signedTokens().texts().isEnabled(),
            accessLogs,
            probeTokens);
    return new CheckRunner(accounts, publicUrl, threads.newCheckPool(), alarm, clock);
  }

  @Produces
  @Singleton
  AccountSection accountSection(
      Settings settings, MeetingTokens tokens, Observers observers, History history) {
    return new AccountSection(
        settings.accounts().serverToServer(),
        settings.accounts().poolNames(),
        tokens,
        observers,
        history);
  }

  @Produces
  @Singleton
  GrantSection grantSection(Settings settings, GrantMonitor grants) {
    AccountAndPoolSettings accounts = settings.accounts();
    return new GrantSection(accounts.generalApps(), accounts.grants().database() != null, grants);
  }

  @Produces
  @Singleton
  CheckSection checkSection(CheckRunner checks, Sessions sessions, InstanceSection instances) {
    return new CheckSection(checks, sessions, instances);
  }

  @Produces
  @Singleton
  InstanceSection instanceSection(GrantKeeping grants) {
    return new InstanceSection(grants.instances());
  }

  @Produces
  @Singleton
  StatusPage.Sections sections(
      AccountSection accounts,
      GrantSection grants,
      CheckSection checks,
      Callers callers,
      RecentFailures failures,
      InstanceSection instances) {
    return new StatusPage.Sections(
        accounts,
        grants,
        checks,
        new CallerSection(callers, deployedAt),
        new FailureSection(failures),
        instances);
  }

  @Produces
  @Singleton
  StatusPage statusPage(StatusPage.Sections sections, Sessions sessions, InstantSource clock) {
    return new StatusPage(sections, sessions, deployedAt, clock);
  }
}
