package io.latchkey.grant;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.database.Database;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.JdbcGrantDirectory;
import io.latchkey.database.JdbcGrantStore;
import io.latchkey.database.SchemaCheck;
import io.latchkey.database.TestDatabase;
import io.latchkey.secret.Secret;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import io.latchkey.token.Alarm;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.TestZoomSettings;
import io.latchkey.zoom.ZoomGrants;
import io.latchkey.zoom.ZoomSettings;
import io.latchkey.zoom.ZoomUserCalls;
import java.io.IOException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A simulated Zoom with a General app, a real database, and any number of instances of the refresh
 * core that share them.
 */
final class RefreshRig implements AutoCloseable {

  static final String ACCOUNT = "crm";

  /** One instance, as a deployment has it. */
  record Instance(GrantRefresh refresh, LeaseKeeper leases, UnsavedTokens unsaved) {}

  final ZoomSimulator zoom;
  final SimulatedAccount app;
  final Database database;
  final List<String> events = new CopyOnWriteArrayList<>();
  Account account =
      new Account(ACCOUNT, "", "general-client", Secret.of("general-secret"), UserId.ME, 100);

  private final DatabasePlace place;
  private final ZoomSettings settings;
  private final HttpTransport transport;
  private final ZoomGrants calls;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService alarms = Executors.newScheduledThreadPool(1);
  private final List<Database> others = new ArrayList<>();
  private final InstantSource clock = InstantSource.system();

  RefreshRig(TestDatabase.Kind kind) throws IOException {
    zoom = ZoomSimulator.start(0);
    app = zoom.account("crm-account", "general-client", "general-secret").generalApp();
    place = TestDatabase.place(kind);
    database = TestDatabase.open(place);
    SchemaCheck.run(database, TestDatabase.keys());
    settings = TestZoomSettings.of(zoom.url());
    transport = new HttpTransport(settings.network(), Executors.newCachedThreadPool());
    calls = new ZoomGrants(settings, transport, call -> {}, clock);
  }

  /** Lets a user connect, with an access token that has run out. */
  GrantId connect(String user) {
    return new JdbcGrantDirectory(database, TestDatabase.keys(), EmailAddresses.KEPT)
        .connect(
            new GrantDirectory.NewGrant(
                new Grant.Owner(ACCOUNT, user, null, null, "general-client", ""),
                Secret.of(app.grants().connect(user)),
                null,
                Duration.ZERO),
            null,
            GrantDirectory.Replacing.ALWAYS);
  }

  Instance instance(String name) {
    return instance(name, call -> call);
  }

  /**
   * Starts an instance.
   *
   * @param around changes what happens around its calls to Zoom
   */
  Instance instance(String name, UnaryOperator<RefreshCall> around) {
    return instance(name, around, new MemorySpool());
  }

  Instance instance(String name, UnaryOperator<RefreshCall> around, UnsavedTokens.Spool spool) {
    // The embedded database takes one pool; PostgreSQL is asked by each instance on its own.
    Database own = database;
    if (place instanceof DatabasePlace.PostgreSql) {
      own = TestDatabase.open(place);
      SchemaCheck.run(own, TestDatabase.keys());
      others.add(own);
    }
    JdbcGrantStore store = new JdbcGrantStore(own, TestDatabase.keys(), name, clock);
    Alarm alarm =
        (delay, action) -> alarms.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    LeaseKeeper leases = new LeaseKeeper(store, alarm, threads);
    leases.open();
    RefreshListener listener = new Recorder(events);
    UnsavedTokens unsaved = new UnsavedTokens(store, spool, alarm, threads, listener, clock);
    return new Instance(
        new GrantRefresh(
            store,
            around.apply(calls),
            leases,
            unsaved,
            listener,
            clock,
            new RefreshBounds(Duration.ofMinutes(3), Duration.ofSeconds(4), zoom.url())),
        leases,
        unsaved);
  }

  /** Returns what ends grants on an instance. */
  GrantActions actions(
      Instance instance, GrantAdministration administration, Map<String, Account> accounts) {
    return new GrantActions(
        new JdbcGrantStore(database, TestDatabase.keys(), "one", clock),
        administration,
        new DetachedRefresh(instance.refresh(), threads),
        instance.leases(),
        new ZoomUserCalls(settings, transport, call -> {}, clock),
        accounts,
        clock);
  }

  GrantRefresh.Need need(GrantId grant, long generationInHand) {
    return new GrantRefresh.Need(account, grant, generationInHand, "test");
  }

  Grant found(GrantId grant) {
    return new JdbcGrantStore(database, TestDatabase.keys(), "reader", clock)
        .find(grant)
        .orElseThrow();
  }

  /** Returns whether the database has the refresh token that Zoom gave last. */
  boolean hasNewest(GrantId grant) {
    Secret stored = found(grant).tokens().refreshToken();
    return stored != null && app.grants().isNewest(stored.reveal());
  }

  /** Closes the pools of all instances. */
  void closeInstances() {
    others.forEach(Database::close);
    others.clear();
  }

  /** Changes rows behind the back of all instances. */
  void execute(String sql) {
    boolean unused =
        database.transaction(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
              }
              return true;
            });
  }

  /** Lets every lease run out, and every pause end. */
  void timePasses() {
    execute(
        "update latchkey_grant set lease_until = case when lease_owner is null then null"
            + " else current_timestamp - interval '1' second end,"
            + " retry_at = current_timestamp - interval '1' second, setback_until = null");
  }

  DatabasePlace place() {
    return place;
  }

  int calls() {
    return zoom.calls().total();
  }

  @Override
  public void close() {
    alarms.shutdownNow();
    threads.shutdownNow();
    try {
      transport.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    zoom.close();
    closeInstances();
    database.close();
  }

  /** Writes down what it is told, in one word. */
  private record Recorder(List<String> events) implements RefreshListener {
    @Override
    public void stored(String account, GrantId grant, long generation) {
      events.add("stored");
    }

    @Override
    public void adopted(String account, GrantId grant, long generation) {
      events.add("adopted");
    }

    @Override
    public void answerLost(String account, GrantId grant, String diagnosis) {
      events.add("answer lost");
    }

    @Override
    public void appRefused(String account, String diagnosis) {
      events.add("app refused");
    }

    @Override
    public void suspected(String account, GrantId grant, String diagnosis) {
      events.add("suspected");
    }

    @Override
    public void died(String account, GrantId grant, String reason, String diagnosis) {
      events.add("died: " + reason);
    }

    @Override
    public void guardOn(String account) {
      events.add("guard on");
    }

    @Override
    public void guardOff(String account) {
      events.add("guard off");
    }

    @Override
    public void unsaved(String account, GrantId grant, String diagnosis) {
      events.add("unsaved");
    }

    @Override
    public void savedAtLast(String account, GrantId grant) {
      events.add("saved at last");
    }

    @Override
    public void conflict(String account, GrantId grant) {
      events.add("conflict");
    }
  }

  /** A spool that a test can look into. */
  static final class MemorySpool implements UnsavedTokens.Spool {
    final List<Entry> entries = new CopyOnWriteArrayList<>();

    @Override
    public void write(GrantId grant, long generation, NewTokens tokens) {
      entries.add(new Entry(grant, generation, tokens));
    }

    @Override
    public void delete(GrantId grant, long generation) {
      entries.removeIf(entry -> entry.grant().equals(grant) && entry.generation() == generation);
    }

    @Override
    public List<Entry> entries() {
      return List.copyOf(entries);
    }
  }
}
