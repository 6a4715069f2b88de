package io.latchkey.config;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.joining;

import io.latchkey.account.Account;
import io.latchkey.callback.CallbackEvents;
import io.latchkey.caller.Beacon;
import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.Refusal;
import io.latchkey.caller.WallClock;
import io.latchkey.check.AccessLogs;
import io.latchkey.check.Checks;
import io.latchkey.check.PublicUrl;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.mint.MintSettings;
import io.latchkey.mint.Zoom;
import io.latchkey.observe.Bystander;
import io.latchkey.observe.CallLog;
import io.latchkey.observe.History;
import io.latchkey.observe.Metrics;
import io.latchkey.observe.Observers;
import io.latchkey.observe.RecentFailures;
import io.latchkey.observe.WarmUpState;
import io.latchkey.operator.Sessions;
import io.latchkey.operator.StatusPage;
import io.latchkey.service.Pool;
import io.latchkey.service.PoolMember;
import io.latchkey.service.Seats;
import io.latchkey.service.TokenService;
import io.latchkey.token.Alarm;
import io.latchkey.token.BackOff;
import io.latchkey.token.RatchetClock;
import io.latchkey.token.TokenTiming;
import io.latchkey.web.RequestSettings;
import io.latchkey.web.StrangerEvents;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.Rehearsal;
import io.latchkey.zoom.ZoomCheck;
import io.latchkey.zoom.ZoomEvents;
import io.latchkey.zoom.ZoomGuard;
import io.latchkey.zoom.ZoomHosts;
import io.latchkey.zoom.ZoomRetry;
import io.latchkey.zoom.ZoomTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Builds the parts that are no beans by themselves, and closes them with the application. */
@ApplicationScoped
public class Wiring {

  private static final System.Logger LOG = System.getLogger(Wiring.class.getName());

  /** Within it an operator finds a token's end in the log. */
  private static final Duration SOON = Duration.ofDays(14);

  private final Instant deployedAt = Instant.now();

  /** Builds everything at deployment, so that the first caller does not pay for it. */
  void started(
      @Observes @Initialized(ApplicationScoped.class) Object event,
      Settings settings,
      TokenService service,
      MeetingTokens tokens,
      Metrics metrics,
      WallClock wallClock,
      WarmUp warmUp) {
    if (!settings.unknownKeys().isEmpty()) {
      LOG.log(
          WARNING,
          "Set, but no key of Latchkey, perhaps misspelt: "
              + String.join(", ", settings.unknownKeys()));
    }
    LOG.log(
        INFO,
        "Latchkey answers for account%s %s; Zoom is %s; caller%s: %s"
            .formatted(
                settings.accounts().size() == 1 ? "" : "s",
                settings.accounts().stream().map(Account::name).collect(joining(", ")),
                settings.zoom().apiUrl(),
                settings.callers().all().size() == 1 ? "" : "s",
                settings.callers().all().stream().map(Wiring::described).collect(joining("; "))));
    warnOfExpiry(settings.callers(), wallClock.now());
    settings.accounts().forEach(account -> metrics.watch(tokens, account.name()));
    metrics.watch(settings.callers(), settings.accountsAndPools());
    warmUp.begin();
  }

  private static String described(Caller caller) {
    String words =
        "%s, callback tokens: %s, signing secrets: %s, proof: %s,"
            + " may have: %s of accounts %s for users %s";
    return words.formatted(
        caller.name(),
        caller.tokens().size(),
        caller.secrets().size(),
        caller.rule().name().toLowerCase(Locale.ROOT),
        Values.listed(caller.rights().kinds()),
        Values.listed(caller.rights().accounts()),
        Values.listed(caller.rights().users()));
  }

  private static void warnOfExpiry(Callers callers, Instant now) {
    for (Caller caller : callers.all()) {
      for (CallbackToken token : caller.tokens()) {
        token
            .expiresAt()
            .filter(end -> end.isBefore(now.plus(SOON)))
            .ifPresent(
                end ->
                    LOG.log(
                        WARNING,
                        "a callback token of caller %s %s at %s: give it a new one beside the old"
                            .formatted(
                                caller.name(), end.isBefore(now) ? "expired" : "expires", end)));
      }
    }
  }

  @Produces
  @Singleton
  InstantSource clock() {
    return RatchetClock.system();
  }

  @Produces
  @Singleton
  WallClock wallClock() {
    return WallClock.system();
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
      Beacon beacon,
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
        beacon,
        state,
        warming);
  }

  @Produces
  @Singleton
  Alarm alarm(ManagedThreads threads) {
    return alarmOn(threads.alarms());
  }

  private static Alarm alarmOn(ScheduledExecutorService alarms) {
    return (delay, action) -> alarms.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Produces
  @Singleton
  Executor replies(ManagedThreads threads) {
    return threads.replies();
  }

  @Produces
  @Singleton
  Callers callers(Settings settings) {
    return settings.callers();
  }

  @Produces
  @Singleton
  OperatorTokens operatorTokens(Settings settings) {
    return settings.operatorTokens();
  }

  @Produces
  @Singleton
  TokenService tokenService(Settings settings, MeetingTokens tokens, InstantSource clock) {
    Seats seats = new Seats(settings.poolsMeetingFor());
    Map<String, PoolMember> users = new HashMap<>();
    return new TokenService(
        tokens, settings.pools().stream().map(pool -> pool(pool, users, seats, clock)).toList());
  }

  private static Pool pool(
      PoolSettings pool, Map<String, PoolMember> users, Seats seats, InstantSource clock) {
    List<PoolMember> members =
        pool.members().stream()
            .map(
                member ->
                    users.computeIfAbsent(
                        member.identity(), same -> new PoolMember(member.account(), member.user())))
            .toList();
    return new Pool(pool.name(), members, seats, clock);
  }

  @Produces
  @Singleton
  Lockout lockout(Settings settings, InstantSource clock) {
    return new Lockout(settings.lockout(), clock);
  }

  @Produces
  @Singleton
  RequestSettings requestSettings(Settings settings) {
    return settings.requests();
  }

  @Produces
  @Singleton
  @Typed(Metrics.class)
  Metrics metrics(InstantSource clock) {
    return new Metrics(clock);
  }

  @Produces
  @Singleton
  Bystander bystander() {
    return new Bystander();
  }

  @Produces
  @Singleton
  StrangerEvents strangerEvents(Metrics metrics, Bystander bystander) {
    return new StrangerEvents() {
      @Override
      public void refused(Refusal why) {
        bystander.tell(() -> metrics.refused(why));
      }

      @Override
      public void lost() {
        bystander.tell(metrics::lost);
      }
    };
  }

  @Produces
  @Singleton
  @Typed(History.class)
  History history(Settings settings, InstantSource clock) {
    return new History(settings.accountsAndPools(), clock);
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
    return new CallLog(alarmOn(threads.alarms()));
  }

  static void close(@Disposes CallLog log) {
    log.close();
  }

  @Produces
  @Singleton
  CallbackEvents callbackEvents(
      Metrics metrics,
      History history,
      RecentFailures failures,
      Observers observers,
      CallLog log,
      Bystander bystander) {
    return callback -> {
      bystander.tell(() -> observers.answered(callback));
      bystander.tell(() -> history.answered(callback));
      bystander.tell(() -> failures.answered(callback));
      bystander.tell(() -> log.answered(callback));
      bystander.tell(() -> metrics.answered(callback));
    };
  }

  @Produces
  @Singleton
  ZoomEvents zoomEvents(Metrics metrics, History history, CallLog log, Bystander bystander) {
    return call -> {
      bystander.tell(() -> history.called(call));
      bystander.tell(() -> log.called(call));
      bystander.tell(() -> metrics.called(call));
    };
  }

  @Produces
  @Singleton
  Observers observers(
      Settings settings, Metrics metrics, Bystander bystander, InstantSource clock) {
    return new Observers(settings.accounts(), metrics, bystander, clock);
  }

  @Produces
  @Singleton
  Beacon beacon() {
    return new Beacon();
  }

  @Produces
  @Singleton
  Checks checks(
      Settings settings,
      MeetingTokens tokens,
      ZoomHosts hosts,
      ZoomRetry retry,
      ZoomEvents events,
      Beacon beacon,
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
            settings.checks().publicUrl(), new AccessLogs(settings.checks().accessLogs()), beacon),
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

  @Produces
  @Singleton
  HttpTransport transport(Settings settings, ManagedThreads threads) {
    return new HttpTransport(settings.zoom().network(), threads.ofHttpClient());
  }

  @Produces
  @Singleton
  ZoomHosts zoomHosts(Settings settings, HttpTransport transport, InstantSource clock) {
    return new ZoomHosts(settings.zoom(), transport, clock);
  }

  void close(@Disposes HttpTransport transport) throws Exception {
    transport.close();
  }

  @Produces
  @Singleton
  Zoom zoom(
      Settings settings,
      ZoomHosts hosts,
      ZoomRetry retry,
      ZoomGuard guard,
      ZoomEvents events,
      InstantSource clock) {
    return new ZoomTokens(
        settings.zoom(), hosts, retry, guard, settings.accounts().size(), events, clock);
  }

  @Produces
  @Singleton
  MeetingTokens tokens(
      Settings settings,
      Zoom zoom,
      InstantSource clock,
      Alarm alarm,
      ManagedThreads threads,
      Observers observers) {
    BackOff backOff = new BackOff(() -> ThreadLocalRandom.current().nextDouble());
    TokenTiming timing = new TokenTiming(clock, alarm, backOff, settings.patience());
    return new MeetingTokens(
        settings.accounts(),
        zoom,
        new MintSettings(
            settings.accessTokenRule(),
            settings.zakRule(),
            timing,
            settings.maxUsers(),
            settings.requests().waitAtMost()),
        threads::ofAccount,
        observers);
  }
}
