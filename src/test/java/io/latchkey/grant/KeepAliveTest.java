package io.latchkey.grant;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.database.JdbcGrantStore;
import io.latchkey.database.TestDatabase;
import io.latchkey.secret.Secret;
import io.latchkey.token.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refreshes grants that nobody uses, with the simulated Zoom and a real PostgreSQL. */
class KeepAliveTest {

  private static final Duration THIRTY_DAYS = Duration.ofDays(30);

  /** Begins a minute before the full hour. */
  private final TestTime time = new TestTime();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private RefreshRig rig;
  private GrantId anna;
  private GrantId bert;
  private GrantId cleo;

  @BeforeEach
  void start() throws IOException {
    rig = new RefreshRig(TestDatabase.Kind.POSTGRESQL_18);
    anna = rig.connect("anna");
    bert = rig.connect("bert");
    cleo = rig.connect("cleo");
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    rig.close();
  }

  private KeepAlive keepAlive(Duration unusedFor) {
    return keepAlive(unusedFor, List.of(rig.account));
  }

  private KeepAlive keepAlive(Duration unusedFor, List<Account> accounts) {
    return new KeepAlive(
        new JdbcGrantStore(rig.database, TestDatabase.keys(), "one", InstantSource.system()),
        new DetachedRefresh(rig.instance("one").refresh(), threads),
        accounts,
        unusedFor,
        time,
        new Random(1));
  }

  private void age(GrantId grant, int days) {
    rig.execute(
        "update latchkey_grant set consented_at = consented_at - interval '%s' day where id = '%s'"
            .formatted(days, grant));
  }

  private long refreshed() {
    return Stream.of(anna, bert, cleo)
        .filter(grant -> rig.found(grant).tokens().generation() > 1)
        .count();
  }

  @Test
  void grantsThatNobodyUses_areRefreshedOneByOne_awayFromTheFullHour() {
    age(anna, 31);
    age(bert, 40);
    age(cleo, 29);
    KeepAlive keepAlive = keepAlive(THIRTY_DAYS);
    keepAlive.run();
    time.advance(Duration.ofMinutes(5));
    keepAlive.run();
    assertEquals(0, rig.app.grants().rotations(), "08:59 and 09:04");
    time.advance(Duration.ofMinutes(1));
    keepAlive.run();
    await().until(() -> refreshed() == 1);
    await()
        .until(
            () -> {
              keepAlive.run();
              return refreshed() == 2;
            });
    keepAlive.run();
    assertEquals(1, rig.found(cleo).tokens().generation(), "not old enough");
    assertEquals(2, rig.app.grants().rotations());
  }

  @Test
  void removalThatNobodyTold_isFound() {
    age(anna, 31);
    rig.app.grants().end("anna");
    time.advance(Duration.ofMinutes(10));
    keepAlive(THIRTY_DAYS).run();
    await().until(() -> rig.found(anna).status().state() == GrantState.SUSPECT);
  }

  @Test
  void zeroMeansNever() {
    age(anna, 400);
    time.advance(Duration.ofMinutes(10));
    keepAlive(Duration.ZERO).run();
    assertEquals(0, rig.app.grants().rotations());
  }

  /** Refusals of grants that nobody uses must not put the guard on. */
  @Test
  void afterAFailure_theAccountIsLeftAlone_soThatCallersOfOtherGrantsAreServed() {
    List<String> users = List.of("a", "b", "c", "d", "e", "f");
    for (String user : users) {
      age(rig.connect(user), 31);
      rig.app.grants().end(user);
    }
    time.advance(Duration.ofMinutes(6));
    KeepAlive keepAlive = keepAlive(THIRTY_DAYS);
    keepAlive.run();
    await().until(() -> rig.app.grants().refusals() == 1);
    for (String unused : users) {
      keepAlive.run();
      time.advance(Duration.ofSeconds(2));
    }
    assertEquals(1, rig.app.grants().refusals());
    rig.instance("one").refresh().renew(rig.need(anna, 0));
    time.advance(Duration.ofMinutes(10));
    keepAlive.run();
    await().until(() -> rig.app.grants().refusals() == 2);
  }

  @Test
  void oneAccountInTrouble_doesNotStopTheNext() {
    age(anna, 31);
    Account other =
        new Account("other", "", "other-client", Secret.of("other-secret"), UserId.ME, 100);
    GrantId ofOther = rig.connect("olga");
    rig.execute(
        "update latchkey_grant set account = 'other', client_id = 'other-client' where id = '%s'"
            .formatted(ofOther));
    age(ofOther, 31);
    time.advance(Duration.ofMinutes(6));
    keepAlive(THIRTY_DAYS, List.of(other, rig.account)).run();
    await().until(() -> rig.found(anna).tokens().generation() == 2);
  }
}
