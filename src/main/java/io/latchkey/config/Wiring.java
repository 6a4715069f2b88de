package io.latchkey.config;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.joining;

import io.latchkey.account.Account;
import io.latchkey.callback.CallbackSettings;
import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.caller.OperatorToken;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.mint.MintSettings;
import io.latchkey.mint.Zoom;
import io.latchkey.observe.Observers;
import io.latchkey.service.Pool;
import io.latchkey.service.PoolMember;
import io.latchkey.service.Seats;
import io.latchkey.service.TokenService;
import io.latchkey.token.Alarm;
import io.latchkey.token.BackOff;
import io.latchkey.token.RatchetClock;
import io.latchkey.token.TokenTiming;
import io.latchkey.zoom.FaultToleranceProbe;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.ZoomGuard;
import io.latchkey.zoom.ZoomRetry;
import io.latchkey.zoom.ZoomTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
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

  /** Builds everything at deployment, so that the first caller does not pay for it. */
  void started(
      @Observes @Initialized(ApplicationScoped.class) Object event,
      Settings settings,
      TokenService service,
      InstantSource clock,
      FaultToleranceProbe faultTolerance) {
    if (!FaultToleranceProbe.isLive(faultTolerance)) {
      LOG.log(
          WARNING,
          "This server ignores MicroProfile Fault Tolerance: calls to Zoom are neither retried nor"
              + " stopped by a circuit breaker. Every deadline holds all the same. On WildFly, start"
              + " with standalone-microprofile.xml or with the configuration of server-config/wildfly;"
              + " elsewhere, look for MP_Fault_Tolerance_NonFallback_Enabled and for overrides of Retry.");
    }
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
    warnOfExpiry(settings.callers(), clock.instant());
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
  Alarm alarm(ManagedThreads threads) {
    ScheduledExecutorService alarms = threads.alarms();
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
  OperatorToken operatorToken(Settings settings) {
    return settings.operatorToken();
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
  CallbackSettings callbackSettings(Settings settings) {
    return settings.callback();
  }

  @Produces
  @Singleton
  Observers observers(Settings settings, InstantSource clock) {
    return new Observers(settings.accounts(), clock);
  }

  @Produces
  @Singleton
  HttpTransport transport(Settings settings, ManagedThreads threads) {
    return new HttpTransport(settings.zoom(), threads.ofHttpClient());
  }

  void close(@Disposes HttpTransport transport) throws Exception {
    transport.close();
  }

  @Produces
  @Singleton
  Zoom zoom(
      Settings settings,
      HttpTransport transport,
      ZoomRetry retry,
      ZoomGuard guard,
      InstantSource clock) {
    return new ZoomTokens(
        settings.zoom(), transport, retry, guard, settings.accounts().size(), clock);
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
            settings.callback().waitAtMost()),
        threads::ofAccount,
        observers);
  }
}
