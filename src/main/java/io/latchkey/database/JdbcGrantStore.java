package io.latchkey.database;

import io.latchkey.account.Account;
import io.latchkey.database.MasterKeys.Place;
import io.latchkey.event.GrantEvent;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.GrantStore;
import io.latchkey.grant.NewTokens;
import io.latchkey.secret.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps grants in tables. The same SQL runs on PostgreSQL and on the embedded database. Times are
 * compared inside SQL.
 *
 * <p>Thread-safe.
 */
public final class JdbcGrantStore implements GrantStore {

  static final String REFRESH_COLUMN = "latchkey_grant.refresh_token";
  static final String SPARE_COLUMN = "latchkey_grant.spare_refresh_token";
  static final String ACCESS_COLUMN = "latchkey_grant.access_token";

  private final Database database;
  private final MasterKeys keys;
  private final String instance;
  private final InstantSource clock;
  private final JdbcGrantEvents events;

  /** Makes a store that adds no events. */
  public JdbcGrantStore(Database database, MasterKeys keys, String instance, InstantSource clock) {
    this(database, keys, instance, clock, new JdbcGrantEvents(database, false));
  }

  /**
   * @param instance the name of this instance, which no other instance has
   * @param clock the clock of the core, by which the tokens say when they were asked for
   */
  public JdbcGrantStore(
      Database database,
      MasterKeys keys,
      String instance,
      InstantSource clock,
      JdbcGrantEvents events) {
    this.database = database;
    this.keys = keys;
    this.instance = instance;
    this.clock = clock;
    this.events = events;
  }

  @Override
  public Optional<Grant> find(GrantId id) {
    return database.transaction(connection -> find(connection, id));
  }

  Optional<Grant> find(Connection connection, GrantId id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RefreshSql.FIND)) {
      statement.setString(1, id.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(grant(id, row)) : Optional.empty();
      }
    }
  }

  private Grant grant(GrantId id, ResultSet row) throws SQLException {
    long generation = row.getLong("generation");
    return new Grant(
        id,
        new Grant.Owner(
            row.getString("account"),
            row.getString("zoom_user_id"),
            row.getString("zoom_account_id"),
            row.getString("email"),
            row.getString("client_id"),
            row.getString("scopes")),
        new Grant.Status(
            GrantState.of(row.getString("state")),
            row.getString("reason"),
            row.getInt("refusals"),
            Statements.remaining(row, "retry_in"),
            Statements.remaining(row, "setback"),
            row.getBoolean("was_cut_off")),
        new Grant.Tokens(
            generation,
            opened(row.getBytes("refresh_token"), REFRESH_COLUMN, id, generation),
            // A spare is sealed under generation 0: it outlives the pair that it stands beside.
            opened(row.getBytes("spare_refresh_token"), SPARE_COLUMN, id, 0),
            opened(row.getBytes("access_token"), ACCESS_COLUMN, id, generation),
            Statements.remaining(row, "life")));
  }

  private @Nullable Secret opened(
      byte @Nullable [] sealed, String column, GrantId id, long generation) {
    return sealed == null ? null : keys.open(sealed, new Place(column, id.value(), generation));
  }

  @Override
  public boolean takeLease(GrantId id, long generation) {
    return update(RefreshSql.TAKE_LEASE, instance, id.value(), generation) == 1;
  }

  @Override
  public void extendLease(GrantId id, long generation) {
    update(RefreshSql.EXTEND_LEASE, instance, id.value(), generation);
  }

  @Override
  public void endLease(GrantId id, long generation, Duration setback) {
    update(RefreshSql.END_LEASE, seconds(setback), instance, id.value(), generation);
  }

  @Override
  public void endLeaseAfterLostAnswer(GrantId id, long generation, Duration setback) {
    update(
        RefreshSql.END_LEASE_AFTER_LOST_ANSWER, seconds(setback), instance, id.value(), generation);
  }

  @Override
  public boolean store(GrantId id, long generation, NewTokens tokens) {
    long next = generation + 1;
    Secret refreshToken =
        tokens.refreshToken() != null ? tokens.refreshToken() : presentRefreshToken(id, generation);
    if (refreshToken == null) {
      return false;
    }
    return update(
            RefreshSql.STORE,
            keys.seal(refreshToken, new Place(REFRESH_COLUMN, id.value(), next)),
            keys.seal(tokens.accessToken(), new Place(ACCESS_COLUMN, id.value(), next)),
            tokens.scopes(),
            (int) Math.max(0, lifeLeft(tokens).toSeconds()),
            keys.currentId(),
            id.value(),
            generation)
        == 1;
  }

  /** Returns the refresh token that stays, because Zoom gave no new one; null if it is gone. */
  private @Nullable Secret presentRefreshToken(GrantId id, long generation) {
    return find(id)
        .filter(grant -> grant.tokens().generation() == generation)
        .map(grant -> grant.tokens().refreshToken())
        .orElse(null);
  }

  private Duration lifeLeft(NewTokens tokens) {
    return tokens.life().minus(Duration.between(tokens.requestedAt(), clock.instant()));
  }

  @Override
  public void keepSpare(GrantId id, long generation, NewTokens tokens) {
    if (tokens.refreshToken() != null) {
      byte[] sealed = keys.seal(tokens.refreshToken(), new Place(SPARE_COLUMN, id.value(), 0));
      update(RefreshSql.KEEP_SPARE, sealed, id.value(), generation + 1);
    }
  }

  @Override
  public boolean useSpare(GrantId id, long generation) {
    Optional<Grant> grant = find(id);
    Secret spare = grant.map(found -> found.tokens().spareRefreshToken()).orElse(null);
    if (spare == null) {
      return false;
    }
    byte[] sealed = keys.seal(spare, new Place(REFRESH_COLUMN, id.value(), generation + 1));
    return update(RefreshSql.USE_SPARE, sealed, keys.currentId(), id.value(), generation) == 1;
  }

  @Override
  public void recordRefusal(GrantId id, long generation, String reason) {
    boolean unused =
        database.transaction(
            connection -> {
              Object[] values = {reason, id.value(), generation};
              if (Statements.update(connection, RefreshSql.RECORD_FIRST_REFUSAL, values) == 1) {
                events.add(connection, GrantEvent.Type.SUSPECT, id, reason);
                return true;
              }
              return Statements.update(connection, RefreshSql.RECORD_REFUSAL, values) == 1;
            });
  }

  @Override
  public boolean recordDeath(GrantId id, long generation, String reason) {
    return database.transaction(
        connection -> {
          boolean isDead =
              Statements.update(connection, RefreshSql.RECORD_DEATH, reason, id.value(), generation)
                  == 1;
          if (isDead) {
            events.add(connection, GrantEvent.Type.DEAD, id, reason);
          }
          return isDead;
        });
  }

  @Override
  public boolean areMostSuspect(String account) {
    return database.transaction(
        connection -> Statements.isTrue(connection, RefreshSql.ARE_MOST_SUSPECT, account, account));
  }

  @Override
  public void retrySuspects(String account) {
    update(RefreshSql.RETRY_SUSPECTS, account);
  }

  @Override
  public List<GrantId> unfinished(Account account, int most) {
    return database.statement(
        connection ->
            Statements.ids(
                connection, RefreshSql.UNFINISHED, account.name(), account.clientId(), most));
  }

  @Override
  public List<Unused> unusedFor(Duration time, Account account, int most) {
    return database.transaction(
        connection ->
            Statements.list(
                connection,
                RefreshSql.UNUSED,
                row -> new Unused(new GrantId(row.getString(1)), row.getLong(2)),
                account.name(),
                account.clientId(),
                seconds(time),
                most));
  }

  private static int seconds(Duration duration) {
    return (int) Math.max(0, (duration.toMillis() + 999) / 1000);
  }

  private int update(String sql, @Nullable Object... values) {
    return database.transaction(connection -> Statements.update(connection, sql, values));
  }
}
