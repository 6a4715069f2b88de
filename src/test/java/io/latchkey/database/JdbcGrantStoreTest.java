package io.latchkey.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantDirectory;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantDirectory.Replacing;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.NewTokens;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import io.latchkey.token.TestTime;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the statements on each kind of database. */
class JdbcGrantStoreTest {

  private static final Account ACCOUNT =
      Account.ofGeneralApp("crm", "client", Secret.of("secret"), 30);
  private static final Reference REFERENCE = new Reference("crm-4711");

  private final TestTime time = new TestTime();
  private final MasterKeys keys = TestDatabase.keys();
  private Database database;
  private JdbcGrantStore store;
  private JdbcGrantStore otherInstance;
  private JdbcGrantDirectory directory;

  private GrantId start(Kind kind) throws IOException {
    database = TestDatabase.open(TestDatabase.place(kind));
    SchemaCheck.run(database, keys);
    store = new JdbcGrantStore(database, keys, "one", time);
    otherInstance = new JdbcGrantStore(database, keys, "two", time);
    directory = new JdbcGrantDirectory(database, keys, EmailAddresses.KEPT);
    return directory.connect(grant("zoom-anna", "refresh-1"), REFERENCE, Replacing.ALWAYS);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private static NewGrant grant(String user, String refreshToken) {
    return new NewGrant(
        new Grant.Owner("crm", user, "acc", "anna@example.com", "client", "user:read:token"),
        Secret.of(refreshToken),
        Secret.of("access-1"),
        Duration.ofHours(1));
  }

  private NewTokens tokens(int number) {
    return new NewTokens(
        Secret.of("refresh-" + number),
        Secret.of("access-" + number),
        Duration.ofHours(1),
        time.instant(),
        URI.create("https://api.zoom.us"),
        null);
  }

  private Grant found(GrantId id) {
    return store.find(id).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void grant_comesBackAsItWasStored(Kind kind) throws IOException {
    GrantId id = start(kind);
    Grant grant = found(id);
    assertEquals(
        new Grant.Owner("crm", "zoom-anna", "acc", "anna@example.com", "client", "user:read:token"),
        grant.owner());
    assertEquals(GrantState.ACTIVE, grant.status().state());
    assertEquals(1, grant.tokens().generation());
    assertEquals(Secret.of("refresh-1"), grant.tokens().refreshToken());
    assertEquals(Secret.of("access-1"), grant.tokens().accessToken());
    long life = grant.tokens().accessTokenLife().toSeconds();
    assertTrue(life > 3500 && life <= 3600, () -> "life " + life);
    assertFalse(grant.status().wasCutOff());
    assertTrue(store.find(new GrantId("g_00000000000000000000000000")).isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void lease_isOneAtATime_andForOneGeneration(Kind kind) throws IOException {
    GrantId id = start(kind);
    assertFalse(store.takeLease(id, 2), "no such generation");
    assertTrue(store.takeLease(id, 1));
    assertFalse(otherInstance.takeLease(id, 1));
    otherInstance.endLease(id, 1, Duration.ZERO);
    assertFalse(otherInstance.takeLease(id, 1), "only the holder gives it back");
    store.endLease(id, 1, Duration.ZERO);
    assertTrue(otherInstance.takeLease(id, 1));
    assertTrue(store.store(id, 1, tokens(2)), "whoever has the lease");
    assertFalse(store.store(id, 1, tokens(3)), "no second time");
    assertEquals(Secret.of("refresh-2"), found(id).tokens().refreshToken());
  }

  @ParameterizedTest
  @EnumSource
  void setback_keepsEverybodyAway(Kind kind) throws IOException {
    GrantId id = start(kind);
    assertTrue(store.takeLease(id, 1));
    store.endLease(id, 1, Duration.ofSeconds(30));
    assertFalse(otherInstance.takeLease(id, 1));
    assertTrue(found(id).status().setback().toSeconds() >= 28);
  }

  @ParameterizedTest
  @EnumSource
  void leaseThatIsLeftBehind_isRemembered(Kind kind) throws IOException {
    GrantId id = start(kind);
    assertTrue(store.takeLease(id, 1));
    passes(id);
    assertTrue(found(id).status().wasCutOff());
    assertEquals(List.of(id), store.unfinished(ACCOUNT, 10));
    assertTrue(otherInstance.takeLease(id, 1));
    otherInstance.endLease(id, 1, Duration.ZERO);
    assertTrue(found(id).status().wasCutOff(), "until new tokens come");
    assertTrue(store.store(id, 1, tokens(2)));
    assertFalse(found(id).status().wasCutOff());
    assertEquals(List.of(), store.unfinished(ACCOUNT, 10));
  }

  /** Lets the lease of a grant run out. */
  private void passes(GrantId id) {
    int unused =
        database.transaction(
            connection ->
                Statements.update(
                    connection,
                    "update latchkey_grant set lease_until = current_timestamp - interval '1' second,"
                        + " retry_at = current_timestamp - interval '1' second where id = ?",
                    id.value()));
  }

  @ParameterizedTest
  @EnumSource
  void refusal_makesSuspect_thenDead(Kind kind) throws IOException {
    GrantId id = start(kind);
    store.recordRefusal(id, 7, Grant.Reason.REFUSED);
    assertEquals(GrantState.ACTIVE, found(id).status().state(), "another generation");
    store.recordRefusal(id, 1, Grant.Reason.REFUSED);
    assertEquals(GrantState.SUSPECT, found(id).status().state());
    assertTrue(found(id).status().retryIn().toSeconds() >= 58);
    assertEquals(List.of(), store.unfinished(ACCOUNT, 10));
    store.retrySuspects("crm");
    assertTrue(found(id).status().retryIn().toSeconds() <= 1);
    store.recordDeath(id, 1, Grant.Reason.ANSWER_LOST);
    assertEquals(GrantState.DEAD, found(id).status().state());
    assertNull(found(id).tokens().accessToken());
    assertFalse(store.takeLease(id, 1));
  }

  @ParameterizedTest
  @EnumSource
  void spare_isKeptAndUsedOnce(Kind kind) throws IOException {
    GrantId id = start(kind);
    assertTrue(store.store(id, 1, tokens(2)));
    store.keepSpare(id, 1, tokens(3));
    assertEquals(Secret.of("refresh-3"), found(id).tokens().spareRefreshToken());
    assertTrue(store.useSpare(id, 2));
    assertEquals(Secret.of("refresh-3"), found(id).tokens().refreshToken());
    assertEquals(3, found(id).tokens().generation());
    assertFalse(store.useSpare(id, 3));
  }

  @ParameterizedTest
  @EnumSource
  void secondConsentOfAUser_replacesTheFirst(Kind kind) throws IOException {
    GrantId id = start(kind);
    store.recordRefusal(id, 1, Grant.Reason.REFUSED);
    assertEquals(
        id,
        directory.connect(
            grant("zoom-anna", "refresh-9"), new Reference("other"), Replacing.ALWAYS));
    assertEquals(2, found(id).tokens().generation());
    assertEquals(GrantState.ACTIVE, found(id).status().state());
    assertEquals(
        Set.of(REFERENCE, new Reference("other")),
        directory.byId("crm", id).orElseThrow().references());
    assertThrows(
        GrantDirectory.ReferenceTaken.class,
        () -> directory.connect(grant("zoom-bert", "refresh-x"), REFERENCE, Replacing.ALWAYS));
    assertTrue(
        directory.byUser("crm", new UserId("zoom-bert")).isEmpty(), "all of it is rolled back");
  }

  /** An import that runs twice must not put used tokens in the place of newer ones. */
  @ParameterizedTest
  @EnumSource
  void grantThatWorks_isNotReplacedByAnImport(Kind kind) throws IOException {
    GrantId id = start(kind);
    assertTrue(store.store(id, 1, tokens(2)));
    NewGrant again = grant("zoom-anna", "refresh-1");
    GrantDirectory.AlreadyConnected refused =
        assertThrows(
            GrantDirectory.AlreadyConnected.class,
            () -> directory.connect(again, REFERENCE, Replacing.ONLY_THE_DEAD));
    assertEquals(id, refused.grant());
    assertEquals(Secret.of("refresh-2"), found(id).tokens().refreshToken());
    assertTrue(store.recordDeath(id, 2, Grant.Reason.REFUSED));
    assertFalse(store.recordDeath(id, 2, Grant.Reason.REFUSED), "it is dead already");
    assertEquals(id, directory.connect(again, REFERENCE, Replacing.ONLY_THE_DEAD));
    assertEquals(GrantState.ACTIVE, found(id).status().state());
  }

  /** H2 commits each statement of a migration by itself, so a kill may leave half of it. */
  @ParameterizedTest
  @EnumSource
  void halfOfAMigration_isFinishedByTheNextStart(Kind kind) throws IOException {
    GrantId id = start(kind);
    int unused =
        database.transaction(
            connection -> Statements.update(connection, "update latchkey_schema set version = 0"));
    SchemaCheck.run(database, keys);
    assertEquals(1, found(id).tokens().generation());
  }

  @ParameterizedTest
  @EnumSource
  void databaseThatIsNotChecked_isNotUsed(Kind kind) throws IOException {
    database = TestDatabase.open(TestDatabase.place(kind));
    JdbcGrantStore unchecked = new JdbcGrantStore(database, keys, "one", time);
    GrantId any = new GrantId("g_00000000000000000000000000");
    assertThrows(DatabaseUnavailable.class, () -> unchecked.find(any));
    SchemaCheck.run(database, keys);
    assertTrue(unchecked.find(any).isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void grant_isFoundByItsNames(Kind kind) throws IOException {
    GrantId id = start(kind);
    assertEquals(id, directory.byReference("crm", REFERENCE).orElseThrow().id());
    assertEquals(id, directory.byUser("crm", new UserId("zoom-anna")).orElseThrow().id());
    assertEquals(id, directory.byUser("crm", new UserId("Anna@example.com")).orElseThrow().id());
    assertEquals(
        Set.of("zoom-anna", "anna@example.com", "grant:crm-4711"),
        directory.byId("crm", id).orElseThrow().names());
    assertTrue(directory.byId("other", id).isEmpty());
    assertTrue(directory.byReference("other", REFERENCE).isEmpty());
    List<GrantDirectory.Change> changes = directory.changed(Duration.ofMinutes(1));
    assertEquals(1, changes.size());
    assertEquals(id, changes.get(0).grant());
    assertEquals(GrantState.ACTIVE, changes.get(0).state());
    directory.connect(grant("zoom-anna-2", "refresh-5"), null, Replacing.ALWAYS);
    assertTrue(
        directory.byUser("crm", new UserId("anna@example.com")).isEmpty(), "it names two users");
  }

  @ParameterizedTest
  @EnumSource
  void ciphertextOfAnotherRow_isRefused_forThatGrantAlone(Kind kind) throws IOException {
    GrantId id = start(kind);
    GrantId other = directory.connect(grant("zoom-bert", "refresh-b"), null, Replacing.ALWAYS);
    int unused =
        database.transaction(
            connection ->
                Statements.update(
                    connection,
                    "update latchkey_grant set refresh_token ="
                        + " (select refresh_token from latchkey_grant where id = ?) where id = ?",
                    id.value(),
                    other.value()));
    assertThrows(DatabaseUnavailable.class, () -> store.find(other));
    assertEquals(Secret.of("refresh-1"), found(id).tokens().refreshToken());
  }

  @ParameterizedTest
  @EnumSource
  void manyThreads_storeEachGenerationOnce(Kind kind) throws Exception {
    GrantId id = start(kind);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tasks.add(() -> storeAsOftenAsPossible(id));
    }
    int stored = 0;
    for (Future<Integer> task : threads.invokeAll(tasks)) {
      stored += task.get();
    }
    threads.shutdown();
    assertEquals(1 + stored, found(id).tokens().generation());
    assertTrue(stored >= 20, "stored " + stored);
  }

  private int storeAsOftenAsPossible(GrantId id) {
    int stored = 0;
    for (int i = 0; i < 20; i++) {
      stored += store.store(id, found(id).tokens().generation(), tokens(i)) ? 1 : 0;
    }
    return stored;
  }

  @ParameterizedTest
  @EnumSource
  void wrongKey_isToldByName_beforeAnythingIsWritten(Kind kind) throws IOException {
    start(kind);
    MasterKeys wrong = TestDatabase.keys(2);
    DatabaseUnavailable refused =
        assertThrows(DatabaseUnavailable.class, () -> SchemaCheck.run(database, wrong));
    assertTrue(refused.diagnosis().contains("latchkey.database.key"), refused.diagnosis());
    SchemaCheck.run(database, TestDatabase.keys(2, 1));
  }
}
