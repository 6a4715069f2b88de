package io.latchkey.instance;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.database.Database;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.ImpatientDatabase;
import io.latchkey.database.JdbcAccountTokens;
import io.latchkey.database.JdbcInstances;
import io.latchkey.database.JdbcQuota;
import io.latchkey.database.SchemaCheck;
import io.latchkey.database.TestDatabase;
import io.latchkey.mint.LeasedAccessTokens;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.mint.MintSettings;
import io.latchkey.mint.NoMintListener;
import io.latchkey.mint.Sharing;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.Alarm;
import io.latchkey.token.BackOff;
import io.latchkey.token.CallContext;
import io.latchkey.token.ServedToken;
import io.latchkey.token.TokenTiming;
import io.latchkey.token.ZakRule;
import io.latchkey.token.ZakToken;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.TestZoomSettings;
import io.latchkey.zoom.ZoomGuard;
import io.latchkey.zoom.ZoomHosts;
import io.latchkey.zoom.ZoomRepeater;
import io.latchkey.zoom.ZoomRetry;
import io.latchkey.zoom.ZoomSettings;
import io.latchkey.zoom.ZoomTokens;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What one instance has of an account, beside others that share its database. */
final class Peer implements AutoCloseable {

  private static final Duration MAX_WAIT = Duration.ofMillis(3750);

  final Instances instances;
  private final InstantSource clock;
  private final Database database;
  private final MeetingTokens tokens;
  private final HttpTransport transport;

  /** As the product has them. */
  private final ExecutorService threads =
      new ThreadPoolExecutor(64, 64, 2, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1000));

  private final ExecutorService questions =
      new ThreadPoolExecutor(4, 4, 2, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1000));
  private final ScheduledExecutorService alarms = Executors.newScheduledThreadPool(1);

  /**
   * @param rule of access tokens
   * @param clock of this instance
   */
  Peer(
      String name,
      DatabasePlace place,
      URI zoom,
      Account account,
      AccessTokenRule rule,
      InstantSource clock) {
    this.clock = clock;
    database = TestDatabase.open(place);
    ImpatientDatabase impatient = new ImpatientDatabase(database, questions);
    instances =
        new Instances(
            name,
            new JdbcInstances(database, name),
            Map.of(account.name(), account.callsPerSecond()));
    ZoomSettings settings = TestZoomSettings.of(zoom);
    transport = new HttpTransport(settings.network(), Executors.newCachedThreadPool());
    Alarm alarm = (delay, action) -> alarms.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    tokens =
        new MeetingTokens(
            List.of(account),
            new ZoomTokens(
                settings,
                new ZoomHosts(settings, transport, clock),
                new ZoomRepeater(new ZoomRetry(), clock),
                new ZoomGuard(),
                1,
                call -> {},
                clock),
            new Sharing(
                new LeasedAccessTokens(
                    new JdbcAccountTokens(
                        impatient, TestDatabase.keys(), name, zoom::equals, clock),
                    rule,
                    clock,
                    pause -> LockSupport.parkNanos(pause.toNanos())),
                new JdbcQuota(impatient, instances)),
            new MintSettings(
                rule,
                new ZakRule(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(15)),
                new TokenTiming(clock, alarm, new BackOff(Math::random), Duration.ofSeconds(1)),
                1000,
                MAX_WAIT),
            () -> threads,
            new NoMintListener());
  }

  /** Prepares the tables, and makes this instance known. */
  Peer begin() {
    SchemaCheck.run(database, TestDatabase.keys());
    instances.run();
    return this;
  }

  /** Asks for a new ZAK of a user. */
  CompletableFuture<ServedToken<ZakToken>> zak(String user) {
    return tokens
        .zak(
            "default",
            UserId.parse(user).orElseThrow(),
            CallContext.until(clock.instant().plus(MAX_WAIT)))
        .toCompletableFuture();
  }

  /** Returns how many calls a second this instance thinks are allowed. */
  int allowed() {
    return tokens.snapshot("default").orElseThrow().callsAllowed();
  }

  @Override
  public void close() {
    alarms.shutdownNow();
    threads.shutdownNow();
    questions.shutdownNow();
    try {
      transport.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    database.close();
  }
}
