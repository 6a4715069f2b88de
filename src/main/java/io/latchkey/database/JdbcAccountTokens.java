package io.latchkey.database;

import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.account.Account;
import io.latchkey.database.MasterKeys.Place;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.mint.AccessTokenStore;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the access tokens of Server-to-Server accounts in a table, encrypted. Times are compared
 * inside SQL.
 *
 * <p>Thread-safe.
 */
public final class JdbcAccountTokens implements AccessTokenStore {

  private static final String COLUMN = "latchkey_account_token.access_token";

  private static final System.Logger LOG = System.getLogger(JdbcAccountTokens.class.getName());

  private final ImpatientDatabase database;
  private final MasterKeys keys;
  private final String instance;
  private final Predicate<URI> mayGetTokens;
  private final InstantSource clock;

  /** The accounts of which the log has said that their token cannot be read. */
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * @param instance the name of this instance, which no other has
   * @param mayGetTokens whether a host of Zoom's API may get tokens from this instance
   * @param clock the monotonic clock that all freshness is judged by
   */
  public JdbcAccountTokens(
      ImpatientDatabase database,
      MasterKeys keys,
      String instance,
      Predicate<URI> mayGetTokens,
      InstantSource clock) {
    this.database = database;
    this.keys = keys;
    this.instance = instance;
    this.mayGetTokens = mayGetTokens;
    this.clock = clock;
  }

  @Override
  public boolean isBeingPrepared() {
    return database.isBeingPrepared();
  }

  @Override
  public Stored find(Account account) {
    return database.transaction(
        connection -> {
          List<Stored> found =
              Statements.list(
                  connection,
                  SharingSql.FIND_TOKEN,
                  row -> stored(account, row),
                  account.name(),
                  account.clientId());
          if (!found.isEmpty()) {
            return found.get(0);
          }
          Statements.update(
              connection, SharingSql.ADD_TOKEN_ROW, account.name(), account.clientId());
          return new Stored(0, null, false);
        });
  }

  private Stored stored(Account account, ResultSet row) throws SQLException {
    long generation = row.getLong("generation");
    boolean isLeased = row.getBoolean("is_leased");
    byte[] sealed = row.getBytes("access_token");
    if (sealed == null) {
      return new Stored(generation, null, isLeased);
    }
    try {
      Secret opened = keys.open(sealed, place(account, generation));
      return new Stored(generation, token(opened, row), isLeased);
    } catch (DatabaseUnavailable otherKey) {
      // This instance does not have the key that it was sealed with, so it is of no use here.
      if (warned.add(account.name())) {
        LOG.log(
            WARNING,
            () ->
                "account %s: the access token of another instance cannot be read: %s. Every instance needs the same latchkey.database.key"
                    .formatted(account.name(), otherKey.diagnosis()));
      }
      return new Stored(generation, null, isLeased);
    }
  }

  /** Returns the token; null if this instance must not send it to its host. */
  private @Nullable AccessToken token(Secret opened, ResultSet row) throws SQLException {
    String[] parts = opened.reveal().split(" ", 2);
    URI apiUrl = URI.create(parts[1]);
    if (!mayGetTokens.test(apiUrl)) {
      // latchkey.zoom.api-url was changed, and this instance was restarted first.
      return null;
    }
    Instant now = clock.instant();
    return new AccessToken(
        Secret.of(parts[0]),
        now.minus(Statements.remaining(row, "age")),
        now.plus(Statements.remaining(row, "life")),
        apiUrl);
  }

  private static Place place(Account account, long generation) {
    return new Place(COLUMN, account.name() + " " + account.clientId(), generation);
  }

  private boolean update(String sql, Object... values) {
    return database.transaction(connection -> Statements.update(connection, sql, values) == 1);
  }

  @Override
  public boolean takeLease(Account account, long generation) {
    return update(SharingSql.LEASE_TOKEN, instance, account.name(), account.clientId(), generation);
  }

  @Override
  public boolean store(Account account, long generation, AccessToken token) {
    Instant now = clock.instant();
    return update(
        SharingSql.STORE_TOKEN,
        keys.seal(withUrl(token), place(account, generation + 1)),
        millis(Duration.between(token.requestedAt(), now)),
        millis(Duration.between(now, token.expiresAt())),
        instance,
        account.name(),
        account.clientId(),
        generation);
  }

  /**
   * Seals the URL with the token: anybody who could change a plain URL would make us send the token
   * there. No token has a blank.
   */
  private static Secret withUrl(AccessToken token) {
    return Secret.of(token.value().reveal() + " " + token.apiUrl());
  }

  private static int millis(Duration duration) {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, duration.toMillis()));
  }

  @Override
  public void endLease(Account account) {
    boolean unused =
        update(SharingSql.END_LEASE_OF_TOKEN, instance, account.name(), account.clientId());
  }
}
