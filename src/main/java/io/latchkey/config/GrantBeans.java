package io.latchkey.config;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.database.Database;
import io.latchkey.database.DatabaseSettings;
import io.latchkey.database.FileSpool;
import io.latchkey.database.JdbcGrantDirectory;
import io.latchkey.database.JdbcGrantStore;
import io.latchkey.grant.DetachedRefresh;
import io.latchkey.grant.GrantLookup;
import io.latchkey.grant.GrantRefresh;
import io.latchkey.grant.LeaseKeeper;
import io.latchkey.grant.RefreshCall;
import io.latchkey.grant.RefreshListener;
import io.latchkey.grant.UnsavedTokens;
import io.latchkey.mint.GrantedTokens;
import io.latchkey.mint.MintSettings;
import io.latchkey.mint.Zoom;
import io.latchkey.observe.GrantLog;
import io.latchkey.observe.Observers;
import io.latchkey.operator.OperatorGrants;
import io.latchkey.token.Alarm;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.ZoomGrants;
import io.latchkey.zoom.ZoomListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/** Builds what keeps and refreshes grants. Without a database nothing of it is started. */
@ApplicationScoped
public class GrantBeans {

  /** What every part of the keeping uses. */
  record Tools(ExecutorService pool, ExecutorService lookups, Alarm alarm, InstantSource clock) {}

  @Produces
  @Singleton
  Tools tools(ManagedThreads threads, Alarm alarm, InstantSource clock) {
    return new Tools(threads.newGrantPool(), threads.newLookupPool(), alarm, clock);
  }

  /** Builds the call that refreshes a grant. */
  @Produces
  @Singleton
  RefreshCall refreshCall(
      Settings settings, HttpTransport transport, ZoomListener calls, InstantSource clock) {
    return new ZoomGrants(settings.zoom(), transport, calls, clock);
  }

  @Produces
  @Singleton
  GrantKeeping grantKeeping(
      Settings settings,
      RefreshCall zoom,
      Zoom mints,
      MintSettings mintSettings,
      ManagedThreads threads,
      Tools tools,
      Observers observers) {
    DatabaseSettings place = settings.accounts().grants().database();
    if (place == null) {
      return new GrantKeeping(null);
    }
    Database database = Database.of(place);
    JdbcGrantDirectory directory = new JdbcGrantDirectory(database, place.keys());
    JdbcGrantStore store =
        new JdbcGrantStore(
            database, place.keys(), settings.accounts().grants().instance(), tools.clock);
    GrantKeeping.Refreshing refreshing = refreshing(settings, place, store, zoom, tools);
    GrantedTokens tokens =
        new GrantedTokens(
            settings.accounts().all(),
            mints,
            refreshing.refresh(),
            mintSettings,
            threads::newAccountPool,
            observers);
    return new GrantKeeping(
        new GrantKeeping.Parts(
            database,
            place.keys(),
            store,
            directory,
            refreshing,
            serving(settings, directory, tokens, tools),
            new GrantKeeping.Background(tools.alarm, tools.pool, tools.clock)));
  }

  private static GrantKeeping.Serving serving(
      Settings settings, JdbcGrantDirectory directory, GrantedTokens tokens, Tools tools) {
    return new GrantKeeping.Serving(
        new GrantLookup(directory, tools.lookups),
        tokens,
        settings.accounts().all().stream()
            .filter(account -> account.app() == AppKind.GENERAL)
            .collect(toUnmodifiableMap(Account::name, Function.identity())));
  }

  private static GrantKeeping.Refreshing refreshing(
      Settings settings,
      DatabaseSettings place,
      JdbcGrantStore store,
      RefreshCall zoom,
      Tools tools) {
    RefreshListener events = new GrantLog();
    LeaseKeeper leases = new LeaseKeeper(store, tools.alarm, tools.pool);
    FileSpool spool = new FileSpool(place.spool(), place.keys(), tools.clock);
    UnsavedTokens unsaved =
        new UnsavedTokens(store, spool, tools.alarm, tools.pool, events, tools.clock);
    GrantRefresh refresh =
        new GrantRefresh(store, zoom, leases, unsaved, events, tools.clock, bounds(settings));
    return new GrantKeeping.Refreshing(new DetachedRefresh(refresh, tools.pool), leases, unsaved);
  }

  private static GrantRefresh.Bounds bounds(Settings settings) {
    Duration leastLife = settings.tokens().accessTokenRule().unusableBefore();
    return new GrantRefresh.Bounds(
        leastLife, settings.requests().maxWait(), settings.zoom().apiUrl());
  }

  @Produces
  @Singleton
  OperatorGrants operatorGrants(GrantKeeping keeping) {
    return keeping.operatorGrants();
  }

  void begin(@Observes @Initialized(ApplicationScoped.class) Object event, GrantKeeping keeping) {
    keeping.begin();
  }

  /** Before the beans are destroyed, since the threads of the application end with them. */
  void end(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event, GrantKeeping keeping) {
    keeping.end();
  }
}
