package io.latchkey.grant;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.database.JdbcGrantStore;
import io.latchkey.database.TestDatabase;
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
    return new KeepAlive(
        new JdbcGrantStore(rig.database, TestDatabase.keys(), "one", InstantSource.system()),
        new DetachedRefresh(rig.instance("one").refresh(), threads),
        List.of(rig.account),
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
    keepAlive.run();
    await().until(() -> refreshed() == 2);
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
}
