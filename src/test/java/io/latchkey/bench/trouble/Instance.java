package io.latchkey.bench.trouble;

import io.latchkey.database.Database;
import io.latchkey.database.JdbcGrantDirectory;
import io.latchkey.database.JdbcGrantStore;
import io.latchkey.database.MasterKeys;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.DetachedRefresh;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.GrantChanges;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantLookup;
import io.latchkey.grant.GrantRefresh;
import io.latchkey.grant.GrantStore;
import io.latchkey.grant.LeaseKeeper;
import io.latchkey.grant.NewTokens;
import io.latchkey.grant.RefreshBounds;
import io.latchkey.grant.UnfinishedGrants;
import io.latchkey.grant.UnsavedTokens;
import io.latchkey.mint.GrantedTokens;
import io.latchkey.mint.MintSettings;
import io.latchkey.mint.NoMintListener;
import io.latchkey.mint.Sharing;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.Alarm;
import io.latchkey.token.BackOff;
import io.latchkey.token.CallContext;
import io.latchkey.token.TokenTiming;
import io.latchkey.token.ZakRule;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.TestZoomSettings;
import io.latchkey.zoom.ZoomGrants;
import io.latchkey.zoom.ZoomGuard;
import io.latchkey.zoom.ZoomHosts;
import io.latchkey.zoom.ZoomRepeater;
import io.latchkey.zoom.ZoomRetry;
import io.latchkey.zoom.ZoomSettings;
import io.latchkey.zoom.ZoomTokens;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One instance of everything that serves grants, built as the application builds it. */
final class Instance implements AutoCloseable {

  static final Duration MAX_WAIT = Duration.ofSeconds(4);

  final Watch watch = new Watch();
  final Database database;
  final GrantStore store;
  final UnsavedTokens unsaved;
  final GrantedTokens tokens;
  final GrantLookup lookup;
  final InstantSource clock = InstantSource.system();
  private final HttpTransport transport;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ExecutorService ofAccount =
      new ThreadPoolExecutor(64, 64, 2, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1000));
  private final ExecutorService lookups =
      new ThreadPoolExecutor(4, 4, 2, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1000));
  private final ScheduledExecutorService alarms = Executors.newScheduledThreadPool(1);
  private final ScheduledExecutorService rounds = Executors.newScheduledThreadPool(1);

  Instance(Setting setting, String name, MasterKeys keys, AccessTokenRule rule) {
    database = setting.open(keys);
    store = watch.over(new JdbcGrantStore(database, keys, name, clock));
    ZoomSettings zoom = TestZoomSettings.of(setting.zoom.url());
    transport = new HttpTransport(zoom.network(), Executors.newCachedThreadPool());
    Alarm alarm = (delay, action) -> alarms.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    LeaseKeeper leases = new LeaseKeeper(store, alarm, threads);
    unsaved = new UnsavedTokens(store, new NoSpool(), alarm, threads, watch, clock);
    DetachedRefresh refresh =
        new DetachedRefresh(
            new GrantRefresh(
                store,
                watch.over(new ZoomGrants(zoom, transport, call -> {}, clock)),
                leases,
                unsaved,
                watch,
                clock,
                new RefreshBounds(rule.unusableBefore(), MAX_WAIT, zoom.apiUrl())),
            threads);
    TokenTiming timing =
        new TokenTiming(clock, alarm, new BackOff(Math::random), Duration.ofSeconds(1));
    tokens =
        new GrantedTokens(
            List.of(setting.account),
            new ZoomTokens(
                zoom,
                new ZoomHosts(zoom, transport, clock),
                new ZoomRepeater(new ZoomRetry(), clock),
                new ZoomGuard(),
                1,
                call -> {},
                clock),
            refresh,
            new MintSettings(
                rule,
                new ZakRule(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMinutes(15)),
                timing,
                10_000,
                MAX_WAIT),
            () -> ofAccount,
            new NoMintListener(),
            Sharing.NONE);
    JdbcGrantDirectory directory = new JdbcGrantDirectory(database, keys, EmailAddresses.KEPT);
    lookup = new GrantLookup(directory, lookups);
    leases.open();
    GrantChanges changes = new GrantChanges(directory, this::forget, clock);
    UnfinishedGrants unfinished = new UnfinishedGrants(store, refresh, List.of(setting.account));
    rounds.scheduleWithFixedDelay(() -> round(changes, unfinished), 2, 2, TimeUnit.SECONDS);
  }

  private static void round(Runnable... tasks) {
    try {
      for (Runnable task : tasks) {
        task.run();
      }
    } catch (DatabaseUnavailable away) {
      // The next round tries again.
    }
  }

  private void forget(GrantId grant) {
    lookup.forget(grant);
    tokens.forget(grant);
  }

  /** Returns what a caller waits with who comes now. */
  CallContext caller() {
    return CallContext.until(clock.instant().plus(MAX_WAIT));
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    alarms.shutdownNow();
    threads.shutdownNow();
    ofAccount.shutdownNow();
    lookups.shutdownNow();
    try {
      transport.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    database.close();
  }

  /** Keeps nothing, as without a spool directory. */
  private static final class NoSpool implements UnsavedTokens.Spool {
    @Override
    public void write(GrantId grant, long generation, NewTokens tokens) {}

    @Override
    public void delete(GrantId grant, long generation) {}

    @Override
    public List<Entry> entries() {
      return List.of();
    }
  }
}
