package io.latchkey.database;

import io.latchkey.consent.ConsentLink;
import io.latchkey.consent.ConsentOutcome;
import io.latchkey.consent.ConsentStore;
import io.latchkey.consent.UserLink;
import io.latchkey.consent.UserLinkContent;
import io.latchkey.consent.UserLinks;
import io.latchkey.database.MasterKeys.Place;
import io.latchkey.event.GrantEvent;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantDirectory.Replacing;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.Reference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps consents in tables.
 *
 * <p>Thread-safe.
 */
public final class JdbcConsents implements ConsentStore {

  private static final String VERIFIER_COLUMN = "latchkey_consent.verifier";
  private static final String ACTOR = "the user";

  private final Database database;
  private final MasterKeys keys;
  private final ConsentWriter writer;
  private final JdbcGrantEvents events;

  /** The most attempts with one link within the time that a user may take at Zoom. */
  private final int mostOpen;

  /** Makes a store that adds no events, and keeps addresses. */
  public JdbcConsents(Database database, MasterKeys keys, int mostOpen) {
    this(database, keys, mostOpen, new JdbcGrantEvents(database, false), EmailAddresses.KEPT);
  }

  public JdbcConsents(
      Database database,
      MasterKeys keys,
      int mostOpen,
      JdbcGrantEvents events,
      EmailAddresses emails) {
    this.database = database;
    this.events = events;
    this.keys = keys;
    this.writer = new ConsentWriter(keys, emails);
    this.mostOpen = mostOpen;
  }

  @Override
  public Opening open(Consent consent, Duration life) {
    return database.transaction(
        connection -> {
          if (endsWithItsConsent(consent.link()) && hasSucceeded(connection, consent.linkHash())) {
            return Opening.LINK_USED;
          }
          if (Statements.number(connection, ConsentStateSql.OPEN, consent.linkHash()) >= mostOpen) {
            return Opening.TOO_MANY;
          }
          insert(connection, consent, life);
          return Opening.OPENED;
        });
  }

  private void insert(Connection connection, Consent consent, Duration life) throws SQLException {
    Statements.update(
        connection,
        ConsentStateSql.INSERT,
        consent.stateHash(),
        consent.linkHash(),
        consent.browserHash(),
        consent.link().account(),
        UserLinkContent.of(consent.link()),
        consent.link().expiresAt().atOffset(ZoneOffset.UTC),
        keys.seal(consent.verifier(), new Place(VERIFIER_COLUMN, consent.stateHash(), 0)),
        (int) life.toSeconds());
  }

  @Override
  public boolean hasSucceeded(String linkHash) {
    return database.transaction(connection -> hasSucceeded(connection, linkHash));
  }

  private static boolean hasSucceeded(Connection connection, String linkHash) throws SQLException {
    return Statements.number(connection, ConsentStateSql.SUCCEEDED, linkHash) > 0;
  }

  @Override
  public Claim claim(String stateHash, String browserHash) {
    return database.transaction(
        connection -> {
          boolean isClaimed =
              Statements.update(connection, ConsentStateSql.CLAIM, stateHash, browserHash) == 1;
          return found(connection, stateHash, isClaimed);
        });
  }

  private Claim found(Connection connection, String stateHash, boolean isClaimed)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ConsentStateSql.FIND)) {
      statement.setString(1, stateHash);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return new Claim(null, Standing.CLOSED, null, null);
        }
        Consent consent = consent(stateHash, row);
        String outcome = row.getString("outcome");
        String grant = row.getString("grant_id");
        boolean isUsed = row.getObject("used_at") != null;
        return new Claim(
            consent,
            isClaimed ? standingOfClaimed(connection, consent) : standing(isUsed),
            outcome == null ? null : ConsentOutcome.of(outcome).orElse(null),
            grant == null ? null : new GrantId(grant));
      }
    }
  }

  private static Standing standing(boolean isUsed) {
    return isUsed ? Standing.USED : Standing.CLOSED;
  }

  /** Another browser tab may have ended the link meanwhile. */
  private static Standing standingOfClaimed(Connection connection, Consent consent)
      throws SQLException {
    return endsWithItsConsent(consent.link()) && hasSucceeded(connection, consent.linkHash())
        ? Standing.CLOSED
        : Standing.OURS;
  }

  /** A user may connect again from the user's own page as often as needed. */
  private static boolean endsWithItsConsent(UserLink link) {
    return link instanceof ConsentLink;
  }

  private Consent consent(String stateHash, ResultSet row) throws SQLException {
    return new Consent(
        stateHash,
        row.getString("link_hash"),
        row.getString("browser_hash"),
        link(row),
        keys.open(row.getBytes("verifier"), new Place(VERIFIER_COLUMN, stateHash, 0)));
  }

  private static UserLink link(ResultSet row) throws SQLException {
    return UserLinks.parse(row.getString("link"))
        .orElseThrow(() -> new DatabaseUnavailable("a row of latchkey_consent has no link"));
  }

  @Override
  public void end(String stateHash, ConsentOutcome outcome) {
    boolean unused =
        database.transaction(connection -> end(connection, stateHash, outcome, null) == 1);
  }

  private static int end(
      Connection connection, String stateHash, ConsentOutcome outcome, @Nullable GrantId grant)
      throws SQLException {
    return Statements.update(
        connection,
        "update latchkey_consent set outcome = ?, grant_id = ? where state_hash = ?",
        outcome.text(),
        grant == null ? null : grant.value(),
        stateHash);
  }

  @Override
  public GrantId connect(String stateHash, NewGrant grant, @Nullable Reference reference) {
    return database.transaction(
        connection -> {
          GrantId before = found(connection, stateHash, false).grant();
          if (before != null) {
            return before;
          }
          GrantId id = writer.connect(connection, grant, reference, Replacing.ALWAYS);
          end(connection, stateHash, ConsentOutcome.CONNECTED, id);
          JdbcGrantAdministration.record(connection, id, grant.owner().account(), "consent", ACTOR);
          events.add(connection, GrantEvent.Type.CONNECTED, id, null);
          return id;
        });
  }

  @Override
  public boolean renew(String stateHash, NewGrant grant, ConsentOutcome outcome) {
    return database.transaction(
        connection -> {
          String account = grant.owner().account();
          Optional<GrantId> known =
              ConsentWriter.idOfAlive(connection, account, grant.owner().zoomUserId());
          // With an outcome, an earlier commit has succeeded without our knowing.
          if (known.isPresent() && found(connection, stateHash, false).outcome() == null) {
            GrantId id = writer.connect(connection, grant, null, Replacing.ALWAYS);
            JdbcGrantAdministration.record(
                connection, id, account, "consent by another link", ACTOR);
            events.add(connection, GrantEvent.Type.CONNECTED, id, null);
          }
          end(connection, stateHash, outcome, null);
          return known.isPresent();
        });
  }

  @Override
  public List<Listed> withoutGrant(int most) {
    return database.transaction(
        connection -> {
          List<Listed> listed = new ArrayList<>();
          try (PreparedStatement statement =
              connection.prepareStatement(ConsentStateSql.WITHOUT_GRANT)) {
            statement.setInt(1, most);
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                listed.add(listed(row));
              }
            }
          }
          return listed;
        });
  }

  private static Listed listed(ResultSet row) throws SQLException {
    Reference reference = link(row) instanceof ConsentLink consent ? consent.reference() : null;
    String outcome = row.getString("outcome");
    return new Listed(
        row.getString("account"),
        reference == null ? null : reference.value(),
        row.getObject("opened_at", OffsetDateTime.class).toInstant(),
        outcome == null ? null : ConsentOutcome.of(outcome).orElse(null));
  }
}
