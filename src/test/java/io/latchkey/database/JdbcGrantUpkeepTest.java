package io.latchkey.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.UserId;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.grant.ConnectedUser;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantAdministration;
import io.latchkey.grant.GrantAdministration.Filter;
import io.latchkey.grant.GrantAdministration.Listed;
import io.latchkey.grant.GrantDirectory.AlreadyConnected;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantDirectory.Replacing;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.GrantUpkeep.Retention;
import io.latchkey.grant.NewTokens;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import io.latchkey.token.TestTime;
import java.io.IOException;
import java.net.URI;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests what operators and the upkeep do to stored grants, on each kind of database. */
class JdbcGrantUpkeepTest {

  private static final MasterKeys OLD = TestDatabase.keys(1);
  private static final MasterKeys BOTH = TestDatabase.keys(2, 1);
  private static final MasterKeys NEW = TestDatabase.keys(2);
  private static final String OPERATOR = "operator";
  private static final Filter ALL = new Filter(null, null, null, null);

  private final TestTime time = new TestTime();
  private Database database;
  private JdbcGrantDirectory directory;
  private JdbcGrantAdministration administration;

  private void start(Kind kind) throws IOException {
    database = TestDatabase.open(TestDatabase.place(kind));
    SchemaCheck.run(database, OLD);
    directory = new JdbcGrantDirectory(database, OLD, EmailAddresses.KEPT);
    administration = new JdbcGrantAdministration(database);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private JdbcGrantStore store(MasterKeys keys) {
    return new JdbcGrantStore(database, keys, "one", time);
  }

  private static NewGrant grant(String user) {
    return new NewGrant(
        new Grant.Owner("crm", user, null, user + "@example.com", "client", ""),
        Secret.of("refresh of " + user),
        Secret.of("access of " + user),
        Duration.ofHours(1));
  }

  private JdbcGrantIdentities identities(JdbcGrantStore store) {
    return new JdbcGrantIdentities(
        database, OLD, store, new JdbcGrantEvents(database, false), EmailAddresses.KEPT);
  }

  private GrantId connect(String user, String reference) {
    return directory.connect(grant(user), new Reference(reference), Replacing.ONLY_THE_DEAD);
  }

  private Grant found(GrantId id) {
    return store(OLD).find(id).orElseThrow();
  }

  private void execute(String sql) {
    boolean unused =
        database.transaction(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
              }
              return true;
            });
  }

  @ParameterizedTest
  @EnumSource
  void newKey_replacesTheOldOne_rowByRow(Kind kind) throws IOException {
    start(kind);
    for (int i = 0; i < 5; i++) {
      connect("user" + i, "r" + i);
    }
    GrantId spoilt = connect("user9", "r9");
    execute("update latchkey_grant set generation = 7 where id = '" + spoilt + "'");
    JdbcGrantUpkeep upkeep = new JdbcGrantUpkeep(database, BOTH);
    assertEquals(6, upkeep.encryptedWithOlderKeys());
    SchemaCheck.run(database, BOTH);
    JdbcGrantUpkeep before = new JdbcGrantUpkeep(database, TestDatabase.keys(1, 2));
    int done = 0;
    for (int batch = 0; batch < 10; batch++) {
      done += upkeep.reEncrypt(2);
    }
    assertEquals(5, done, "the one that cannot be read keeps no other back");
    assertEquals(1, upkeep.encryptedWithOlderKeys());
    assertEquals(0, before.reEncrypt(10), "an instance with the old key first undoes nothing");
    for (Listed listed : administration.list(ALL, 10)) {
      if (!listed.grant().id().equals(spoilt)) {
        Grant.Tokens tokens = store(NEW).find(listed.grant().id()).orElseThrow().tokens();
        assertEquals(Secret.of("refresh of " + listed.grant().zoomUserId()), tokens.refreshToken());
        assertEquals(Secret.of("access of " + listed.grant().zoomUserId()), tokens.accessToken());
      }
    }
    assertThrows(DatabaseUnavailable.class, () -> store(BOTH).find(spoilt));
  }

  @ParameterizedTest
  @EnumSource
  void tokensOfDeadGrants_andOldAudit_areErased(Kind kind) throws IOException {
    start(kind);
    GrantId dead = connect("anna", "a");
    GrantId alive = connect("bert", "b");
    JdbcGrantStore store = store(OLD);
    assertTrue(store.recordDeath(dead, 1, Grant.Reason.REFUSED));
    administration.record(dead, "crm", "import", OPERATOR);
    JdbcGrantUpkeep upkeep = new JdbcGrantUpkeep(database, OLD);
    Retention retention = retention(EmailAddresses.KEPT);
    assertEquals(0, upkeep.eraseOld(retention));
    assertNotNull(found(dead).tokens().refreshToken(), "an operator may still try it again");
    execute("update latchkey_grant set changed_at = current_timestamp - interval '2' day");
    execute("update latchkey_audit set at = current_timestamp - interval '401' day");
    assertEquals(1, upkeep.eraseOld(retention));
    assertNull(found(dead).tokens().refreshToken());
    assertNotNull(found(alive).tokens().refreshToken());
    assertEquals(List.of(), administration.auditOf(dead));
  }

  @ParameterizedTest
  @EnumSource
  void addressesOfTheRemoved_areErased_afterAWhile(Kind kind) throws IOException {
    start(kind);
    GrantId anna = connect("anna", "a");
    GrantId bert = connect("bert", "b");
    assertTrue(administration.end(bert, Grant.Reason.DISCONNECTED, "the user"));
    JdbcGrantUpkeep upkeep = new JdbcGrantUpkeep(database, OLD);
    int unused = upkeep.eraseOld(retention(EmailAddresses.KEPT));
    assertEquals("bert@example.com", found(bert).owner().email());
    execute("update latchkey_grant set changed_at = current_timestamp - interval '31' day");
    unused = upkeep.eraseOld(retention(EmailAddresses.KEPT));
    assertNull(found(bert).owner().email());
    assertEquals("anna@example.com", found(anna).owner().email(), "of a grant that works");
  }

  @ParameterizedTest
  @EnumSource
  void addressesThatAreNotKept_areNeverStored_andOlderOnesGo(Kind kind) throws IOException {
    start(kind);
    GrantId anna = connect("anna", "a");
    int unused = new JdbcGrantUpkeep(database, OLD).eraseOld(retention(EmailAddresses.NOT_KEPT));
    assertNull(found(anna).owner().email());
    JdbcGrantDirectory keepsNone = new JdbcGrantDirectory(database, OLD, EmailAddresses.NOT_KEPT);
    GrantId bert = keepsNone.connect(grant("bert"), new Reference("b"), Replacing.ALWAYS);
    assertNull(found(bert).owner().email(), "of a new grant");
    GrantId again = keepsNone.connect(grant("bert"), new Reference("b"), Replacing.ALWAYS);
    assertEquals(bert, again);
    assertNull(found(bert).owner().email(), "of a grant that was replaced");
    assertTrue(keepsNone.byUser("crm", UserId.parse("bert@example.com").orElseThrow()).isEmpty());
    assertEquals(
        bert, keepsNone.byUser("crm", UserId.parse("bert").orElseThrow()).orElseThrow().id());
  }

  private static Retention retention(EmailAddresses emails) {
    return new Retention(
        Duration.ofDays(1), Duration.ofDays(30), Duration.ofDays(400), Duration.ofDays(7), emails);
  }

  @ParameterizedTest
  @EnumSource
  void lastUse_isKept_andOnlyGrows(Kind kind) throws IOException {
    start(kind);
    GrantId id = connect("anna", "a");
    GrantId gone = new GrantId("g_00000000000000000000000000");
    JdbcGrantUpkeep upkeep = new JdbcGrantUpkeep(database, OLD);
    assertNull(administration.find(id).orElseThrow().usedAt());
    Instant use = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    upkeep.recordUses(Map.of(id, use, gone, use));
    upkeep.recordUses(Map.of(id, use.minusSeconds(60)));
    assertEquals(use, administration.find(id).orElseThrow().usedAt());
  }

  /** Only tokens that Latchkey has got from Zoom show whose they are. */
  private void refresh(GrantId id) {
    assertTrue(store(OLD).store(id, 1, tokens("new")));
  }

  private NewTokens tokens(String name) {
    return new NewTokens(
        Secret.of(name),
        Secret.of("access of " + name),
        Duration.ofHours(1),
        time.instant(),
        URI.create("https://api.zoom.us"),
        null);
  }

  @ParameterizedTest
  @EnumSource
  void list_findsByAnyName(Kind kind) throws IOException {
    start(kind);
    GrantId anna = connect("anna", "a");
    GrantId bert = connect(Grant.Owner.UNKNOWN_USER, "b");
    refresh(bert);
    identities(store(OLD)).record(bert, new ConnectedUser("bert", null, "bert@example.com"));
    assertEquals(List.of(bert), named("Bert@example.com"));
    assertEquals(List.of(), named("carl"));
    assertEquals(List.of(anna), named("a"));
    assertEquals(List.of(anna), named(anna.value()));
    assertEquals(List.of(anna), named("anna"));
    assertEquals(2, administration.list(ALL, 10).size());
  }

  private List<GrantId> named(String name) {
    return administration.list(new Filter(null, null, name, null), 10).stream()
        .map(listed -> listed.grant().id())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void endedGrant_hasNoTokens_andARefreshUnderWayDoesNotBringItBack(Kind kind) throws IOException {
    start(kind);
    GrantId id = connect("anna", "a");
    JdbcGrantStore store = store(OLD);
    assertTrue(store.takeLease(id, 1));
    assertFalse(administration.endGeneration(id, 2, Grant.Reason.HANDED_OVER, OPERATOR));
    assertTrue(administration.end(id, Grant.Reason.REVOKED, OPERATOR));
    assertFalse(administration.end(id, Grant.Reason.REVOKED, OPERATOR), "no second time");
    NewTokens late = tokens("late");
    assertFalse(store.store(id, 1, late));
    store.keepSpare(id, 1, late);
    Grant grant = found(id);
    assertEquals(GrantState.REMOVED, grant.status().state());
    assertNull(grant.tokens().refreshToken());
    assertNull(grant.tokens().spareRefreshToken());
    assertNull(grant.tokens().accessToken());
    assertEquals(
        List.of(Grant.Reason.REVOKED),
        administration.auditOf(id).stream().map(GrantAdministration.AuditEntry::action).toList());
    assertTrue(directory.byReference("crm", new Reference("a")).isPresent(), "callers get 409");
  }

  @ParameterizedTest
  @EnumSource
  void unknownUser_isNamedLater(Kind kind) throws IOException {
    start(kind);
    GrantId id = connect(Grant.Owner.UNKNOWN_USER, "a");
    GrantId other = connect(Grant.Owner.UNKNOWN_USER, "b");
    assertThrows(
        AlreadyConnected.class, () -> connect(Grant.Owner.UNKNOWN_USER, "a"), "by its reference");
    JdbcGrantIdentities identities = identities(store(OLD));
    assertEquals(List.of(), identities.unknown(10), "imported tokens may be used up");
    refresh(id);
    refresh(other);
    assertEquals(Set.of(id, other), Set.copyOf(identities.unknown(10)));
    identities.record(id, new ConnectedUser("anna", "acc", "anna@example.com"));
    assertEquals("anna", found(id).owner().zoomUserId());
    assertEquals("anna@example.com", found(id).owner().email());
    identities.record(id, new ConnectedUser("anna", "acc", "anna@example.com"));
    assertEquals(2, found(id).tokens().generation(), "another instance at the same time");
    assertEquals(List.of(other), identities.unknown(10));
    identities.postpone(other);
    assertEquals(List.of(), identities.unknown(10));
  }

  @ParameterizedTest
  @EnumSource
  void unknownUser_whoHasAGrant_keepsItsId_andGetsTheNewTokens(Kind kind) throws IOException {
    start(kind);
    GrantId older = connect("anna", "a");
    GrantId newer =
        directory.connect(
            grant(Grant.Owner.UNKNOWN_USER), new Reference("b"), Replacing.ONLY_THE_DEAD);
    JdbcGrantStore store = store(OLD);
    JdbcGrantIdentities identities = identities(store);
    refresh(newer);
    assertTrue(store.takeLease(newer, 2));
    identities.record(newer, new ConnectedUser("anna", null, null));
    assertTrue(store.find(newer).isPresent(), "a refresh is under way, which would find no row");
    store.endLease(newer, 2, Duration.ZERO);
    identities.record(newer, new ConnectedUser("anna", null, null));
    assertTrue(store.find(newer).isEmpty());
    Grant grant = found(older);
    assertEquals(2, grant.tokens().generation());
    assertEquals(Secret.of("new"), grant.tokens().refreshToken());
    assertEquals(Secret.of("refresh of anna"), grant.tokens().spareRefreshToken());
    for (String reference : new String[] {"a", "b"}) {
      assertEquals(
          older, directory.byReference("crm", new Reference(reference)).orElseThrow().id());
    }
    assertTrue(
        directory.changed(Duration.ofMinutes(1)).stream()
            .anyMatch(change -> change.grant().equals(newer)),
        "other instances forget it");
  }

  /** Its tokens may be those of another user. */
  @ParameterizedTest
  @EnumSource
  void deadGrant_thatIsReplacedByItsReference_isOfAnUnknownUser(Kind kind) throws IOException {
    start(kind);
    GrantId id = connect("anna", "a");
    assertTrue(store(OLD).recordDeath(id, 1, Grant.Reason.REFUSED));
    assertEquals(id, connect(Grant.Owner.UNKNOWN_USER, "a"));
    assertFalse(Grant.Owner.isKnown(found(id).owner().zoomUserId()));
    JdbcGrantIdentities identities = identities(store(OLD));
    assertTrue(store(OLD).store(id, 2, tokens("of bert")));
    identities.record(id, new ConnectedUser("bert", null, null));
    assertEquals("bert", found(id).owner().zoomUserId());
  }
}
