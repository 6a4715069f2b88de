package io.latchkey.config;

import static java.util.Objects.requireNonNull;

import io.latchkey.account.UserId;
import io.latchkey.caller.Authenticator;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.caller.ProbeTokens;
import io.latchkey.caller.WallClock;
import io.latchkey.grant.GrantName;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.mint.MintSettings;
import io.latchkey.mint.Zoom;
import io.latchkey.observe.Metrics;
import io.latchkey.observe.Observers;
import io.latchkey.service.Pool;
import io.latchkey.service.PoolMember;
import io.latchkey.service.PoolSeats;
import io.latchkey.service.Seats;
import io.latchkey.service.SeatsOfAllInstances;
import io.latchkey.service.SharedSeats;
import io.latchkey.service.TokenService;
import io.latchkey.token.Alarm;
import io.latchkey.token.BackOff;
import io.latchkey.token.RatchetClock;
import io.latchkey.token.TokenTiming;
import io.latchkey.web.RequestSettings;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.ZoomGuard;
import io.latchkey.zoom.ZoomHosts;
import io.latchkey.zoom.ZoomListener;
import io.latchkey.zoom.ZoomRepeater;
import io.latchkey.zoom.ZoomRetry;
import io.latchkey.zoom.ZoomTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/** Builds what a request for a token uses: callers, tokens, and the calls to Zoom. */
@ApplicationScoped
public class CoreBeans {

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
  Alarm alarm(ManagedThreads threads) {
    return threads.newAlarm();
  }

  @Produces
  @Singleton
  Executor replies(ManagedThreads threads) {
    return threads.newReplyPool();
  }

  @Produces
  @Singleton
  Callers callers(Settings settings) {
    return settings.access().callers();
  }

  @Produces
  @Singleton
  Lockout lockout(Settings settings, InstantSource clock) {
    return new Lockout(settings.access().lockout(), clock);
  }

  @Produces
  @Singleton
  RequestSettings requestSettings(Settings settings) {
    return settings.requests();
  }

  @Produces
  @Singleton
  HttpTransport transport(Settings settings, ManagedThreads threads) {
    return new HttpTransport(settings.zoom().network(), threads.newHttpClientPool());
  }

  void close(@Disposes HttpTransport transport) throws Exception {
    transport.close();
  }

  @Produces
  @Singleton
  ZoomHosts zoomHosts(Settings settings, HttpTransport transport, InstantSource clock) {
    return new ZoomHosts(settings.zoom(), transport, clock);
  }

  @Produces
  @Singleton
  ZoomRepeater zoomRepeater(ZoomRetry retry, InstantSource clock) {
    return new ZoomRepeater(retry, clock);
  }

  @Produces
  @Singleton
  Zoom zoom(
      Settings settings,
      ZoomHosts hosts,
      ZoomRepeater repeater,
      ZoomGuard guard,
      ZoomListener events,
      InstantSource clock) {
    return new ZoomTokens(
        settings.zoom(), hosts, repeater, guard, settings.accounts().all().size(), events, clock);
  }

  @Produces
  @Singleton
  MintSettings mintSettings(Settings settings, InstantSource clock, Alarm alarm) {
    // A lambda, not a method reference: each thread must ask for its own generator.
    BackOff backOff = new BackOff(() -> ThreadLocalRandom.current().nextDouble());
    return new MintSettings(
        settings.tokens().accessTokenRule(),
        settings.tokens().zakRule(),
        new TokenTiming(clock, alarm, backOff, settings.tokens().patience()),
        settings.tokens().maxUsers(),
        settings.requests().maxWait());
  }

  @Produces
  @Singleton
  MeetingTokens tokens(
      Settings settings,
      Zoom zoom,
      GrantKeeping grants,
      MintSettings mintSettings,
      ManagedThreads threads,
      Observers observers) {
    return new MeetingTokens(
        settings.accounts().serverToServer(),
        zoom,
        grants.sharing(),
        mintSettings,
        threads::newAccountPool,
        observers);
  }

  @Produces
  @Singleton
  TokenService tokenService(
      Settings settings,
      MeetingTokens tokens,
      GrantKeeping grants,
      ManagedThreads threads,
      Metrics metrics,
      InstantSource clock) {
    PoolSeats seats =
        grants.seats() == null
            ? new Seats(settings.accounts().meetingFor())
            : seats(settings, grants.seats(), threads, metrics);
    // Pools share one object for each user: Seats compares members by identity.
    Map<String, PoolMember> users = new HashMap<>();
    return new TokenService(
        tokens,
        grants.service(),
        settings.accounts().pools().stream().map(pool -> pool(pool, users, seats, clock)).toList());
  }

  private static PoolSeats seats(
      Settings settings, SharedSeats shared, ManagedThreads threads, Metrics metrics) {
    Duration life = settings.accounts().meetingFor();
    int questions = requireNonNull(settings.accounts().grants().database()).lookups();
    return new SeatsOfAllInstances(
        new Seats(life), shared, life, threads.newLookupPool(questions), metrics::seatUnshared);
  }

  private static Pool pool(
      PoolSettings pool, Map<String, PoolMember> users, PoolSeats seats, InstantSource clock) {
    List<PoolMember> members =
        pool.members().stream()
            .map(member -> users.computeIfAbsent(member.identity(), same -> poolMember(member)))
            .toList();
    return new Pool(pool.name(), members, seats, clock);
  }

  private static PoolMember poolMember(PoolSettings.Member member) {
    if (member.grant() != null) {
      return PoolMember.ofGrant(member.account(), GrantName.of(member.grant()));
    }
    UserId user = requireNonNull(member.user());
    return member.isOfGeneralApp()
        ? PoolMember.ofGrant(member.account(), GrantName.of(user))
        : PoolMember.ofUser(member.account(), user);
  }

  @Produces
  @Singleton
  Authenticator authenticator(
      Callers callers, Lockout lockout, ProbeTokens probeTokens, WallClock wallClock) {
    return new Authenticator(callers, lockout, probeTokens, wallClock);
  }
}
