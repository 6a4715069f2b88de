package io.latchkey.bench.trouble;

import io.latchkey.account.Account;
import io.latchkey.database.Database;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.DatabaseSettings;
import io.latchkey.database.JdbcGrantDirectory;
import io.latchkey.database.JdbcGrantStore;
import io.latchkey.database.MasterKeys;
import io.latchkey.database.SchemaCheck;
import io.latchkey.database.TestDatabase;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantDirectory;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A simulated Zoom with a General app, and a database of its grants. */
public final class Setting implements AutoCloseable {

  public static final String ACCOUNT = "crm";

  public final ZoomSimulator zoom;
  public final SimulatedAccount app;
  public final DatabasePlace place;
  final Account account;

  /** A connection of our own, beside those of the instances. */
  public final Database database;

  public Setting(DatabasePlace place, int callsPerSecond) throws IOException {
    this.place = place;
    zoom = ZoomSimulator.start(0);
    app = zoom.account("crm-account", "general-client", "general-secret").generalApp();
    account =
        Account.ofGeneralApp(
            ACCOUNT, "general-client", Secret.of("general-secret"), callsPerSecond);
    database = open(TestDatabase.keys());
  }

  Database open(MasterKeys keys) {
    Database opened = Database.of(new DatabaseSettings(place, keys, 8, null));
    SchemaCheck.run(opened, keys);
    return opened;
  }

  /**
   * Lets a user connect, with the user's name as the reference.
   *
   * @param accessToken null if there is none yet
   */
  public GrantId connect(String user, String accessToken, Duration life) {
    return new JdbcGrantDirectory(database, TestDatabase.keys(), EmailAddresses.KEPT)
        .connect(
            new GrantDirectory.NewGrant(
                new Grant.Owner(ACCOUNT, user, null, user + "@example.com", "general-client", ""),
                Secret.of(app.grants().connect(user)),
                accessToken == null ? null : Secret.of(accessToken),
                life),
            new Reference(user),
            GrantDirectory.Replacing.ALWAYS);
  }

  /** Lets users connect whose access tokens have ended. */
  public List<GrantId> connect(int users) {
    List<GrantId> grants = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      grants.add(connect("user" + i, null, Duration.ZERO));
    }
    return grants;
  }

  /** Makes all grants older than a minute. Instances forget what they know of a newer one. */
  void settle() {
    execute("update latchkey_grant set changed_at = changed_at - interval '1' minute");
  }

  public Grant found(GrantId grant) {
    return found(grant, TestDatabase.keys());
  }

  Grant found(GrantId grant, MasterKeys keys) {
    return new JdbcGrantStore(database, keys, "reader", InstantSource.system())
        .find(grant)
        .orElseThrow();
  }

  /** Returns whether the database has the refresh token that Zoom gave last. */
  public boolean hasNewest(Grant grant) {
    Secret stored = grant.tokens().refreshToken();
    return stored != null && app.grants().isNewest(stored.reveal());
  }

  /** What became of some grants. */
  public record Fate(int lost, int told, int dead) {}

  /** Returns how many grants are lost without a word, and how many with one. */
  public Fate fate(List<GrantId> grants) {
    int lost = 0;
    int told = 0;
    int dead = 0;
    for (GrantId id : grants) {
      Grant grant = found(id);
      if (grant.status().state() == GrantState.DEAD) {
        dead++;
        told += Grant.Reason.ANSWER_LOST.equals(grant.status().reason()) ? 1 : 0;
      } else if (!hasNewest(grant)) {
        lost++;
      }
    }
    return new Fate(lost, told, dead);
  }

  /** Makes each commit of new tokens take some time, so that a kill can meet it. */
  public void slowCommits() {
    TestDatabase.SLOW_COMMITS.forEach(this::execute);
  }

  public void execute(String sql) {
    new Rows(database).execute(sql);
  }

  /** Returns the number that a statement selects. */
  public long number(String sql) {
    return new Rows(database).number(sql);
  }

  /** The rows of a database, behind the back of all instances. */
  public record Rows(Database database) {
    public void execute(String sql) {
      boolean unused =
          database.transaction(
              connection -> {
                try (Statement statement = connection.createStatement()) {
                  statement.execute(sql);
                }
                return true;
              });
    }

    public long number(String sql) {
      return database.transaction(
          connection -> {
            try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
              row.next();
              return row.getLong(1);
            }
          });
    }
  }

  @Override
  public void close() {
    database.close();
    zoom.close();
  }
}
