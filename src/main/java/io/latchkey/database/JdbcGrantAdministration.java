package io.latchkey.database;

import io.latchkey.account.UserId;
import io.latchkey.event.GrantEvent;
import io.latchkey.grant.GrantAdministration;
import io.latchkey.grant.GrantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists and changes grants for operators.
 *
 * <p>Thread-safe.
 */
public final class JdbcGrantAdministration implements GrantAdministration {

  private final Database database;
  private final JdbcGrantEvents events;

  /** Makes an administration that adds no events. */
  public JdbcGrantAdministration(Database database) {
    this(database, new JdbcGrantEvents(database, false));
  }

  public JdbcGrantAdministration(Database database, JdbcGrantEvents events) {
    this.database = database;
    this.events = events;
  }

  @Override
  public List<Listed> list(Filter filter, int most) {
    StringBuilder conditions = new StringBuilder();
    List<Object> values = new ArrayList<>();
    values.add(filter.after() == null ? "" : filter.after().value());
    String name = filter.name();
    if (name != null) {
      conditions.append(AdministrationSql.NAMED);
      values.addAll(List.of(name, name, name, UserId.normalized(name)));
    }
    if (filter.account() != null) {
      conditions.append(AdministrationSql.OF_ACCOUNT);
      values.add(filter.account());
    }
    if (filter.state() != null) {
      conditions.append(AdministrationSql.OF_STATE);
      values.add(filter.state().text());
    }
    values.add(most);
    String sql = AdministrationSql.COLUMNS.formatted(AdministrationSql.PAGE.formatted(conditions));
    return database.transaction(connection -> GrantRows.listed(connection, sql, values.toArray()));
  }

  @Override
  public Optional<Listed> find(GrantId id) {
    String one = AdministrationSql.COLUMNS.formatted("select * from latchkey_grant where id = ?");
    return database
        .transaction(connection -> GrantRows.listed(connection, one, id.value()))
        .stream()
        .findFirst();
  }

  @Override
  public List<Count> counts() {
    return database.statement(GrantRows::counts);
  }

  @Override
  public List<AuditEntry> auditOf(GrantId id) {
    return database.transaction(connection -> GrantRows.audit(connection, id));
  }

  @Override
  public Optional<Details> detailsOf(GrantId id) {
    return database.transaction(connection -> GrantRows.details(connection, id));
  }

  @Override
  public void record(GrantId id, String account, String action, String actor) {
    boolean unused =
        database.transaction(connection -> record(connection, id, account, action, actor));
  }

  static boolean record(
      Connection connection, GrantId id, String account, String action, String actor)
      throws SQLException {
    return Statements.update(
            connection,
            "insert into latchkey_audit (at, grant_id, account, action, actor)"
                + " values (current_timestamp, ?, ?, ?, ?)",
            id.value(),
            account,
            action,
            actor)
        == 1;
  }

  @Override
  public boolean delete(GrantId id, String actor) {
    return database.transaction(
        connection -> {
          boolean isDeleted =
              ended(
                  connection,
                  new Ending(id, "delete", actor),
                  "delete from latchkey_grant where id = ?",
                  id.value());
          Statements.update(connection, AdministrationSql.DELETE_CONSENTS, id.value(), id.value());
          Statements.update(connection, AdministrationSql.FORGET_CONSENTS, id.value());
          return isDeleted;
        });
  }

  @Override
  public boolean end(GrantId id, String reason, String actor) {
    return database.transaction(
        connection ->
            ended(
                connection,
                new Ending(id, reason, actor),
                AdministrationSql.END,
                reason,
                id.value()));
  }

  @Override
  public boolean endGeneration(GrantId id, long generation, String reason, String actor) {
    String sql = AdministrationSql.END + " and generation = ?";
    return database.transaction(
        connection ->
            ended(connection, new Ending(id, reason, actor), sql, reason, id.value(), generation));
  }

  @Override
  public boolean endConsentBefore(
      String account, String zoomUserId, Instant before, String reason, String actor) {
    return database.transaction(
        connection -> {
          Optional<GrantId> id = ConsentWriter.idByUser(connection, account, zoomUserId);
          String sql = AdministrationSql.END + " and consented_at <= ?";
          return id.isPresent()
              && Statements.update(
                      connection, sql, reason, id.get().value(), before.atOffset(ZoneOffset.UTC))
                  == 1
              && record(connection, id.get(), account, reason, actor)
              && events.add(connection, GrantEvent.Type.REMOVED, id.get(), reason);
        });
  }

  @Override
  public boolean retry(GrantId id, String actor) {
    return database.transaction(
        connection -> changed(connection, id, "retry", actor, AdministrationSql.RETRY, id.value()));
  }

  /** Which grant is ended, why, and by whom. */
  private record Ending(GrantId id, String action, String actor) {}

  /** Changes one row so that the grant is no more, and adds the event. */
  private boolean ended(Connection connection, Ending ending, String sql, Object... values)
      throws SQLException {
    JdbcGrantEvents.Subject subject = events.subject(connection, ending.id);
    return changed(connection, ending.id, ending.action, ending.actor, sql, values)
        && events.add(connection, GrantEvent.Type.REMOVED, subject, ending.action);
  }

  /** Changes one row, and writes the line of the audit. */
  private static boolean changed(
      Connection connection, GrantId id, String action, String actor, String sql, Object... values)
      throws SQLException {
    Optional<String> account =
        Statements.text(connection, "select account from latchkey_grant where id = ?", id.value());
    return account.isPresent()
        && Statements.update(connection, sql, values) == 1
        && record(connection, id, account.get(), action, actor);
  }
}
