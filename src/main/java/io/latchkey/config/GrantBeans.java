package io.latchkey.config;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.connect.Connecting;
import io.latchkey.connect.UserPages;
import io.latchkey.connect.ZoomWebhooks;
import io.latchkey.database.DatabaseSettings;
import io.latchkey.grant.UserCalls;
import io.latchkey.instance.EndedSessions;
import io.latchkey.mint.MintSettings;
import io.latchkey.mint.Zoom;
import io.latchkey.observe.GrantLog;
import io.latchkey.observe.GrantMonitor;
import io.latchkey.observe.Metrics;
import io.latchkey.observe.Observers;
import io.latchkey.observe.RefreshListeners;
import io.latchkey.observe.SafeNotifier;
import io.latchkey.operator.OperatorGrants;
import io.latchkey.token.Alarm;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.Scopes;
import io.latchkey.zoom.ZoomGrants;
import io.latchkey.zoom.ZoomListener;
import io.latchkey.zoom.ZoomUserCalls;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Builds what keeps and refreshes grants. Without a database nothing of it is started. */
@ApplicationScoped
public class GrantBeans {

  /** Builds the calls that refresh a grant, and that give its first tokens. */
  @Produces
  @Singleton
  ZoomGrants zoomGrants(
      Settings settings, HttpTransport transport, ZoomListener calls, InstantSource clock) {
    return new ZoomGrants(settings.zoom(), transport, calls, clock);
  }

  @Produces
  @Singleton
  UserCalls userCalls(
      Settings settings, HttpTransport transport, ZoomListener calls, InstantSource clock) {
    return new ZoomUserCalls(settings.zoom(), transport, calls, clock);
  }

  @Produces
  @Singleton
  // It also implements the event of refreshes, for which nothing is injected.
  @Typed(GrantMonitor.class)
  GrantMonitor grantMonitor(InstantSource clock) {
    return new GrantMonitor(clock);
  }

  @Produces
  @Singleton
  GrantObservation grantObservation(
      GrantMonitor monitor, Metrics metrics, SafeNotifier notifier, Observers observers) {
    return new GrantObservation(
        monitor,
        new RefreshListeners(List.of(monitor, metrics.refreshes(), new GrantLog()), notifier),
        observers);
  }

  @Produces
  @Singleton
  GrantKeeping grantKeeping(
      Settings settings,
      GrantTools tools,
      Zoom mints,
      MintSettings mintSettings,
      ManagedThreads threads,
      GrantObservation observation,
      EndedSessions sessions) {
    DatabaseSettings place = settings.accounts().grants().database();
    if (place == null) {
      return new GrantKeeping(null);
    }
    Map<String, Account> accounts =
        settings.accounts().all().stream()
            .filter(account -> account.app() == AppKind.GENERAL)
            .collect(toUnmodifiableMap(Account::name, Function.identity()));
    return new GrantKeeping(
        new GrantParts(settings, place, accounts, tools, observation, sessions)
            .build(mints, mintSettings, threads::newAccountPool));
  }

  /** Builds the tools. Their threads are started only when they are used. */
  @Produces
  @Singleton
  GrantTools grantTools(
      ZoomGrants tokens,
      UserCalls users,
      ManagedThreads threads,
      Alarm alarm,
      InstantSource clock) {
    return new GrantTools(tokens, tokens, users, threads, alarm, clock);
  }

  @Produces
  @Singleton
  OperatorGrants operatorGrants(GrantKeeping keeping) {
    return new OperatorGrants(keeping.forOperators());
  }

  @Produces
  @Singleton
  Connecting connecting(GrantKeeping keeping) {
    return new Connecting(keeping.forUsers());
  }

  @Produces
  @Singleton
  ZoomWebhooks zoomWebhooks(GrantKeeping keeping) {
    return new ZoomWebhooks(keeping.forZoom());
  }

  @Produces
  @Singleton
  UserPages userPages(Settings settings) {
    return new UserPages(
        settings.accounts().grants().consents().customer(), Scopes::kindsAllowedBy);
  }

  void begin(
      @Observes @Initialized(ApplicationScoped.class) Object event,
      GrantKeeping keeping,
      GrantMonitor monitor,
      Metrics metrics) {
    keeping.accounts().ifPresent(accounts -> metrics.watch(monitor, accounts));
    keeping.begin();
  }

  /** Before the beans are destroyed, since the threads of the application end with them. */
  void end(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event, GrantKeeping keeping) {
    keeping.end();
  }
}
