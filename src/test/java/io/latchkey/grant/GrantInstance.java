package io.latchkey.grant;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.database.Database;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.JdbcGrantStore;
import io.latchkey.database.SchemaCheck;
import io.latchkey.database.TestDatabase;
import io.latchkey.secret.Secret;
import io.latchkey.token.Alarm;
import io.latchkey.token.TokenFailure;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.ZoomGrants;
import io.latchkey.zoom.ZoomNetwork;
import io.latchkey.zoom.ZoomSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A process that refreshes grants again and again until it is killed: {@code GrantInstance <name>
 * <url of the database, or directory> <url of Zoom> <ids of grants>}. With {@code -Dhalt.at} it
 * ends itself at one point of a refresh, as abruptly as if it were killed. With {@code -Dtells} it
 * says of each pair of tokens that it is stored, and with {@code -Dpauses} it waits for two seconds
 * after each answer of Zoom.
 */
final class GrantInstance {

  /** The points at which an instance ends itself. */
  enum Point {
    NOWHERE,
    BEFORE_THE_LEASE,
    LEASE_COMMITTED,
    ANSWER_READ,
    STORED,
    WAITING_FOR_ANOTHER,
    DRAINING
  }

  private static final Point HALT_AT = Point.valueOf(System.getProperty("halt.at", "NOWHERE"));

  private GrantInstance() {}

  public static void main(String... args) throws Exception {
    DatabasePlace place =
        args[1].startsWith("jdbc:")
            ? new DatabasePlace.PostgreSql(args[1], "postgres", Secret.of("postgres"))
            : new DatabasePlace.Embedded(Path.of(args[1]));
    Database database = TestDatabase.open(place);
    SchemaCheck.run(database, TestDatabase.keys());
    InstantSource clock = InstantSource.system();
    GrantStore store = halting(new JdbcGrantStore(database, TestDatabase.keys(), args[0], clock));
    URI zoom = URI.create(args[2]);
    ZoomSettings settings =
        new ZoomSettings(
            zoom,
            zoom,
            true,
            ZoomNetwork.direct(Duration.ofSeconds(5), Duration.ofSeconds(5)),
            Duration.ofHours(2),
            Duration.ofMinutes(15));
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpTransport transport = new HttpTransport(settings.network(), threads);
    ZoomGrants calls = new ZoomGrants(settings, transport, call -> {}, clock);
    RefreshCall zoomCall =
        (account, token, trace) -> {
          RefreshAnswer answer = calls.refresh(account, token, trace);
          reached(Point.ANSWER_READ);
          if (Boolean.getBoolean("pauses")) {
            System.out.println("answer read");
            pause(2000);
          }
          return answer;
        };
    ScheduledExecutorService alarms = Executors.newScheduledThreadPool(1);
    Alarm alarm =
        (delay, action) -> alarms.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    RefreshListener silent = new RefreshListener() {};
    LeaseKeeper leases = new LeaseKeeper(store, alarm, threads);
    leases.open();
    UnsavedTokens unsaved =
        new UnsavedTokens(store, new RefreshRig.MemorySpool(), alarm, threads, silent, clock);
    GrantRefresh refresh =
        new GrantRefresh(
            store,
            zoomCall,
            leases,
            unsaved,
            silent,
            clock,
            new RefreshBounds(Duration.ofMinutes(3), Duration.ofSeconds(4), zoom));
    List<GrantId> grants = Arrays.stream(args).skip(3).map(GrantId::new).toList();
    // First, since the process may end itself at any time after this line.
    System.out.println("ready");
    if (HALT_AT == Point.DRAINING) {
      alarms.schedule(
          () -> {
            leases.drain(Duration.ofMillis(20));
            reached(Point.DRAINING);
          },
          300,
          TimeUnit.MILLISECONDS);
    }
    for (GrantId grant : grants) {
      threads.execute(() -> refreshForEver(refresh, grant));
    }
  }

  private static void refreshForEver(GrantRefresh refresh, GrantId grant) {
    Account account =
        new Account(
            RefreshRig.ACCOUNT, "", "general-client", Secret.of("general-secret"), UserId.ME, 100);
    long inHand = 0;
    while (true) {
      try {
        RenewedToken renewed =
            refresh.renew(new GrantRefresh.Need(account, grant, inHand, "instance"));
        inHand = renewed.generation();
        System.out.println("renewed");
        if (Boolean.getBoolean("tells")) {
          System.out.println("stored " + grant + " " + inHand);
        }
      } catch (TokenFailure.Ended ended) {
        return;
      } catch (TokenFailure later) {
        pause(50);
      }
    }
  }

  private static void pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void reached(Point point) {
    if (point == HALT_AT) {
      System.out.println("halts: " + point);
      Runtime.getRuntime().halt(137);
    }
  }

  /** Returns the store, which ends the process before or after one of its methods. */
  private static GrantStore halting(GrantStore store) {
    return (GrantStore)
        Proxy.newProxyInstance(
            GrantStore.class.getClassLoader(),
            new Class<?>[] {GrantStore.class},
            (proxy, method, args) -> {
              boolean isLease = method.getName().equals("takeLease");
              if (isLease) {
                reached(Point.BEFORE_THE_LEASE);
              }
              Object result;
              try {
                result = method.invoke(store, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (isLease) {
                reached(
                    Boolean.TRUE.equals(result)
                        ? Point.LEASE_COMMITTED
                        : Point.WAITING_FOR_ANOTHER);
              }
              if (method.getName().equals("store")) {
                reached(Point.STORED);
              }
              return result;
            });
  }
}
