package io.latchkey.config;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.account.UserId;
import io.latchkey.caller.WallClock;
import io.latchkey.instance.EndedSessions;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.mint.MintSettings;
import io.latchkey.mint.NoMintListener;
import io.latchkey.mint.Zoom;
import io.latchkey.observe.GrantMonitor;
import io.latchkey.token.Alarm;
import io.latchkey.token.CallContext;
import io.latchkey.token.RatchetClock;
import io.latchkey.token.ServedToken;
import io.latchkey.token.ZakToken;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.ZoomGrants;
import io.latchkey.zoom.ZoomGuard;
import io.latchkey.zoom.ZoomHosts;
import io.latchkey.zoom.ZoomRepeater;
import io.latchkey.zoom.ZoomRetry;
import io.latchkey.zoom.ZoomUserCalls;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URL;
import java.time.InstantSource;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One instance without a server: the same parts, with the work that nobody asks for. A hundred of
 * them fit into one process.
 */
public final class BareInstance implements AutoCloseable {

  private final Settings settings;
  private final InstantSource clock = RatchetClock.system();
  private final PlainThreads threads = new PlainThreads();
  private final HttpTransport transport;
  private final GrantKeeping.Parts parts;
  private final MeetingTokens tokens;

  /**
   * @param keys of the configuration, among them a PostgreSQL
   */
  public BareInstance(Map<String, String> keys) {
    settings = read(keys);
    transport = new HttpTransport(settings.zoom().network(), threads.newHttpClientPool());
    CoreBeans beans = new CoreBeans();
    Alarm alarm = threads.newAlarm();
    Zoom zoom =
        beans.zoom(
            settings,
            new ZoomHosts(settings.zoom(), transport, clock),
            new ZoomRepeater(new ZoomRetry(), clock),
            new ZoomGuard(),
            call -> {},
            clock);
    MintSettings mints = beans.mintSettings(settings, clock, alarm);
    ZoomGrants grants = new ZoomGrants(settings.zoom(), transport, call -> {}, clock);
    GrantMonitor monitor = new GrantMonitor(clock);
    parts =
        new GrantParts(
                settings,
                requireNonNull(settings.accounts().grants().database()),
                settings.accounts().all().stream()
                    .filter(account -> account.app() == AppKind.GENERAL)
                    .collect(toMap(Account::name, Function.identity())),
                new GrantTools(
                    grants,
                    grants,
                    new ZoomUserCalls(settings.zoom(), transport, call -> {}, clock),
                    threads,
                    alarm,
                    clock),
                new GrantObservation(monitor, monitor, new NoMintListener()),
                new EndedSessions(WallClock.system()))
            .build(zoom, mints, threads::newAccountPool);
    tokens =
        new MeetingTokens(
            settings.accounts().serverToServer(),
            zoom,
            parts.shared().sharing(),
            mints,
            threads::newAccountPool,
            new NoMintListener());
    parts.rounds().begin();
  }

  private static Settings read(Map<String, String> keys) {
    URL defaults =
        requireNonNull(BareInstance.class.getResource("/META-INF/microprofile-config.properties"));
    try {
      return SettingsReader.read(
          new SmallRyeConfigBuilder()
              .addDefaultInterceptors()
              .withSources(
                  new PropertiesConfigSource(defaults),
                  new PropertiesConfigSource(keys, "keys", 300))
              .build());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns how many instances this one knows to live. */
  public int known() {
    return requireNonNull(parts.shared().instances()).count();
  }

  /** Asks for the ZAK of a user of the first account. */
  public CompletableFuture<ServedToken<ZakToken>> zak(String user) {
    return tokens
        .zak(
            settings.accounts().serverToServer().get(0).name(),
            UserId.parse(user).orElseThrow(),
            CallContext.until(clock.instant().plus(settings.requests().maxWait())))
        .toCompletableFuture();
  }

  @Override
  public void close() {
    // Not GrantKeeping.end(): it deregisters the JDBC drivers of the whole process.
    parts.rounds().stop();
    requireNonNull(parts.shared().instances()).leave();
    parts.storage().database().close();
    threads.close();
    try {
      transport.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Threads of this process in the place of a server's. */
  private static final class PlainThreads extends ManagedThreads {

    private final Queue<ExecutorService> pools = new ConcurrentLinkedQueue<>();

    private ExecutorService bounded(int most) {
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(most, most, 2, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1000));
      pool.allowCoreThreadTimeOut(true);
      pools.add(pool);
      return pool;
    }

    private ExecutorService unbounded() {
      ExecutorService pool = Executors.newCachedThreadPool();
      pools.add(pool);
      return pool;
    }

    @Override
    ExecutorService newAccountPool() {
      return bounded(64);
    }

    @Override
    ExecutorService newHttpClientPool() {
      return unbounded();
    }

    @Override
    ExecutorService newGrantPool() {
      return unbounded();
    }

    @Override
    ExecutorService newLookupPool(int threads) {
      return bounded(threads);
    }

    @Override
    Alarm newAlarm() {
      ScheduledExecutorService alarms = Executors.newScheduledThreadPool(1);
      pools.add(alarms);
      return (delay, action) -> alarms.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    void close() {
      pools.forEach(ExecutorService::shutdownNow);
    }
  }
}
