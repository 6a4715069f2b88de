package io.latchkey.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.database.Database;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.ImpatientDatabase;
import io.latchkey.database.JdbcAccountTokens;
import io.latchkey.database.JdbcInstances;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.database.SchemaCheck;
import io.latchkey.database.TestDatabase;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.instance.SeenInstance.Holdings;
import io.latchkey.secret.Secret;
import io.latchkey.simulator.Calls.Call;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.SimulatedAccount.Tolerance;
import io.latchkey.simulator.ZoomSimulator;
import io.latchkey.token.AccessToken;
import io.latchkey.token.AccessTokenRule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests what instances that share a PostgreSQL do together: one access token of a Server-to-Server
 * account, and one quota. Zoom is simulated, and ends an access token when it gives a newer one.
 */
class SeveralInstancesTest {

  private static final AccessTokenRule RULE =
      new AccessTokenRule(Duration.ofMinutes(10), Duration.ofMinutes(3));

  private final List<Peer> peers = new ArrayList<>();
  private ZoomSimulator zoom;
  private SimulatedAccount app;
  private DatabasePlace place;

  @BeforeEach
  void start() throws IOException {
    zoom = ZoomSimulator.start(0);
    app = zoom.account("acc", "client", "secret").tolerance(Tolerance.NEWEST_ONLY);
    place = TestDatabase.place(Kind.POSTGRESQL_18);
  }

  @AfterEach
  void stop() {
    peers.forEach(Peer::close);
    zoom.close();
  }

  private Peer unprepared(int callsPerSecond) {
    return unprepared(callsPerSecond, Duration.ZERO);
  }

  /**
   * @param wrong how far its clock is ahead
   */
  private Peer unprepared(int callsPerSecond, Duration wrong) {
    Account account =
        new Account("default", "acc", "client", Secret.of("secret"), UserId.ME, callsPerSecond);
    Peer peer =
        new Peer(
            "peer" + peers.size(),
            place,
            zoom.url(),
            account,
            RULE,
            () -> Instant.now().plus(wrong));
    peers.add(peer);
    return peer;
  }

  private Peer peer(int callsPerSecond) {
    return unprepared(callsPerSecond).begin();
  }

  private static void askForThirtyUsers(List<Peer> three) {
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int user = 0; user < 30; user++) {
      answers.add(three.get(user % 3).zak("u" + user));
    }
    answers.forEach(CompletableFuture::join);
  }

  private int fetches() {
    return zoom.calls().count(Endpoint.TOKEN, "acc");
  }

  @Test
  void oneFetch_servesAll_andARestartedInstanceTakesItToo() {
    List<Peer> three = List.of(peer(1000), peer(1000), peer(1000));
    askForThirtyUsers(three);
    assertEquals(1, fetches());
    // The tables are checked only once callers have come.
    Peer restarted = unprepared(1000);
    CompletableFuture<?> answer = restarted.zak("u1");
    restarted.begin();
    answer.join();
    assertEquals(1, fetches());
  }

  @Test
  void tokenThatZoomHasEnded_isReplacedOnce_forAll() {
    List<Peer> three = List.of(peer(1000), peer(1000), peer(1000));
    three.forEach(peer -> peer.zak("u").join());
    app.killAccessTokens();
    askForThirtyUsers(three);
    assertEquals(2, fetches());
  }

  /** Another instance has replaced it before, and that one has ended as well. */
  @Test
  void tokenOfAnotherInstanceThatHasEndedToo_isReplaced() {
    Peer one = peer(1000);
    Peer two = peer(1000);
    one.zak("u1").join();
    two.zak("u1").join();
    app.killAccessTokens();
    one.zak("u2").join();
    app.killAccessTokens();
    two.zak("u3").join();
    assertEquals(3, fetches());
  }

  /** The other instances do not wait for it, and their tokens end the one of the first. */
  @Test
  void slowTokenEndpoint_failsNoCaller() {
    List<Peer> three = List.of(peer(1000), peer(1000), peer(1000));
    three.forEach(peer -> peer.zak("u").join());
    app.killAccessTokens();
    zoom.faults()
        .plan(Endpoint.TOKEN, Faults.ANY, Faults.ANY, 3, Fault.late(Duration.ofMillis(1500)));
    List<CompletableFuture<?>> answers = new ArrayList<>();
    Instant begin = Instant.now();
    for (int round = 0; Instant.now().isBefore(begin.plusSeconds(4)); round++) {
      for (Peer peer : three) {
        answers.add(peer.zak("v" + round));
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    answers.forEach(CompletableFuture::join);
  }

  @Test
  void withoutTheDatabase_eachFetchesForItself() throws IOException {
    place = new DatabasePlace.PostgreSql("jdbc:postgresql://127.0.0.1:1/latchkey", "nobody", null);
    app.tolerance(Tolerance.SEVERAL);
    unprepared(1000).zak("u").join();
    unprepared(1000).zak("u").join();
    assertEquals(2, fetches());
  }

  /** A token that nobody can decrypt, or that was moved from elsewhere, is replaced. */
  @Test
  void tokenOfAnotherRow_isNotTaken() {
    peer(1000).zak("u").join();
    TestDatabase.execute(place, "update latchkey_account_token set generation = generation + 1");
    peer(1000).zak("u").join();
    assertEquals(2, fetches());
  }

  /**
   * Each user asks until it is served, as a platform does. On a busy machine a call may come a
   * little late, so one more than allowed may fall into a second; {@code InstancesTogether} counts
   * without that allowance.
   */
  @Test
  void quota_isNeverExceededByAllTogether_andNearlyUsedUp() {
    List<Peer> three = List.of(peer(4), peer(4), peer(4));
    int users = 40;
    List<CompletableFuture<?>> answers =
        IntStream.range(0, users)
            .mapToObj(user -> askUntilServed(three.get(user % 3), "u" + user))
            .collect(Collectors.toList());
    answers.forEach(CompletableFuture::join);
    List<Instant> calls =
        zoom.calls().of("acc").stream()
            .filter(call -> call.endpoint() == Endpoint.ZAK)
            .map(Call::at)
            .sorted(Comparator.naturalOrder())
            .toList();
    assertEquals(users, calls.size(), "a call for each user");
    Map<Long, Long> bySecond =
        calls.stream()
            .collect(Collectors.groupingBy(Instant::getEpochSecond, Collectors.counting()));
    assertTrue(bySecond.values().stream().allMatch(count -> count <= 5), bySecond::toString);
    for (int i = 0; i + 5 < users; i++) {
      Duration six = Duration.between(calls.get(i), calls.get(i + 5));
      assertTrue(six.toMillis() >= 800, () -> "six calls within " + six);
    }
    double seconds = Duration.between(calls.get(0), calls.get(users - 1)).toMillis() / 1000.0;
    assertTrue((users - 1) / seconds >= 0.7 * 4, () -> users + " calls in " + seconds + " s");
  }

  /** Asks again, 200 ms after each refusal, until the user is served. */
  private static CompletableFuture<?> askUntilServed(Peer peer, String user) {
    return peer.zak(user)
        .exceptionallyCompose(
            refused ->
                CompletableFuture.supplyAsync(
                        () -> user, CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS))
                    .thenCompose(again -> askUntilServed(peer, again).thenApply(any -> null)));
  }

  @Test
  void limitOfZoom_isLearntByAll() {
    Peer one = peer(80);
    Peer two = peer(80);
    two.zak("u1").join();
    assertEquals(80, two.allowed());
    zoom.faults().plan(Endpoint.ZAK, Faults.ANY, Faults.ANY, 1, Fault.answer(429, "{}"));
    assertThrows(CompletionException.class, () -> one.zak("u2").join());
    two.zak("u3").join();
    assertEquals(40, two.allowed());
  }

  /** Its part of the quota is what an instance knows of the others. */
  @Test
  void databaseThatGoesAway_leavesEachInstanceItsPart() throws Exception {
    try (RestartablePostgreSql server = server()) {
      place = server.place();
      Peer one = peer(8);
      Peer two = peer(8);
      one.zak("u1").join();
      two.zak("u2").join();
      server.stop();
      for (int user = 0; user < 5; user++) {
        two.zak("v" + user).join();
      }
      assertEquals(4, two.allowed(), "half of eight");
    }
  }

  @Test
  void databaseThatHangs_keepsNobodyWaitingForLong() throws Exception {
    try (RestartablePostgreSql server = server()) {
      place = server.place();
      Peer one = peer(8);
      one.zak("u1").join();
      server.freeze();
      try {
        Instant begin = Instant.now();
        one.zak("u2").join();
        one.zak("u3").join();
        Duration took = Duration.between(begin, Instant.now());
        assertTrue(took.toMillis() < 3000, took::toString);
      } finally {
        server.thaw();
      }
    }
  }

  /** More users than the account has threads. */
  @Test
  void databaseThatHangs_keepsNoCrowdWaiting() throws Exception {
    try (RestartablePostgreSql server = server()) {
      place = server.place();
      Peer one = peer(1000);
      one.zak("u1").join();
      server.freeze();
      try {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int user = 0; user < 150; user++) {
          answers.add(one.zak("v" + user));
        }
        answers.forEach(CompletableFuture::join);
      } finally {
        server.thaw();
      }
    }
  }

  /** It was killed between Zoom's answer, which has ended the older token, and the commit. */
  @Test
  void instanceThatWasKilledWhileItFetched_keepsNobodyWaitingForItsLease() {
    Peer one = peer(1000);
    one.zak("u1").join();
    TestDatabase.execute(
        place,
        "update latchkey_account_token set lease_owner = 'killed',"
            + " lease_until = current_timestamp + interval '15' second");
    app.killAccessTokens();
    one.zak("u2").join();
    assertEquals(2, fetches());
  }

  @Test
  void databaseThatWasRestored_hasNewsAllTheSame() {
    Peer one = peer(1000);
    Peer two = peer(1000);
    one.zak("u1").join();
    two.zak("u1").join();
    TestDatabase.execute(
        place,
        "update latchkey_account_token set access_token = null, expires_at = null,"
            + " generation = -100");
    app.killAccessTokens();
    one.zak("u2").join();
    two.zak("u2").join();
    one.zak("u3").join();
    assertEquals(2, fetches());
  }

  private static RestartablePostgreSql server() throws Exception {
    return RestartablePostgreSql.start(Files.createTempDirectory("latchkey-pg").resolve("data"));
  }

  /** Each access token lives for four seconds, and is renewed after two. */
  @Test
  void clocksThatAreApart_changeNothing() {
    app.accessTokenLife(Duration.ofSeconds(4));
    List<Peer> three =
        IntStream.of(-10, 0, 10)
            .mapToObj(minutes -> unprepared(1000, Duration.ofMinutes(minutes)).begin())
            .toList();
    Instant begin = Instant.now();
    for (int round = 0; Instant.now().isBefore(begin.plusSeconds(11)); round++) {
      for (Peer peer : three) {
        peer.zak("u" + round).join();
      }
    }
    int calls = fetches();
    assertTrue(calls >= 5 && calls <= 6, () -> calls + " fetches in 11 s");
    assertEquals(
        calls, TestDatabase.number(place, "select generation from latchkey_account_token"));
  }

  @Test
  void instances_seeWhatTheOthersHold() {
    Peer one = peer(1000);
    Peer two = peer(1000);
    one.zak("u1").join();
    two.zak("u1").join();
    TestDatabase.execute(
        place,
        "insert into latchkey_seat (meeting, member, owner, is_used, requests, until) values"
            + " ('1', 'room1', 'peer1', true, 1, current_timestamp + interval '1' hour),"
            + " ('1', 'room2', 'peer1', true, 1, current_timestamp + interval '1' hour),"
            + " ('2', 'room1', 'peer1', true, 1, current_timestamp - interval '1' second)");
    two.instances.run();
    assertEquals(
        Map.of("peer0", new Holdings(0, 1, 0), "peer1", new Holdings(0, 0, 2)),
        two.instances.seen().stream()
            .collect(Collectors.toMap(SeenInstance::name, SeenInstance::holdings)));
  }

  @Test
  void instanceThatLeaves_countsNoMore_evenIfARoundOfItComesLate() {
    Peer one = peer(1000);
    Peer two = peer(1000);
    one.instances.leave();
    one.instances.run();
    two.instances.run();
    assertEquals(1, two.instances.count());
  }

  /** More than fits into a column of a bounded length. */
  @Test
  void thousandAccounts_areReported() {
    Map<String, Integer> accounts =
        IntStream.range(0, 1000)
            .boxed()
            .collect(Collectors.toMap(number -> "customer" + number, number -> 30));
    try (Database database = TestDatabase.open(place)) {
      SchemaCheck.run(database, TestDatabase.keys());
      Instances instances = new Instances("one", new JdbcInstances(database, "one"), accounts);
      instances.run();
      assertEquals(accounts, instances.seen().get(0).callsPerSecond());
    }
  }

  /** {@code latchkey.zoom.api-url} was changed, and this instance restarted first. */
  @Test
  void tokenForAnotherHost_isNotTaken() {
    peer(1000).zak("u").join();
    Account account = new Account("default", "acc", "client", Secret.of("secret"), UserId.ME, 1000);
    try (Database database = TestDatabase.open(place)) {
      SchemaCheck.run(database, TestDatabase.keys());
      assertNotNull(stored(database, zoom.url()::equals, account));
      assertNull(stored(database, any -> false, account));
    }
  }

  private static @Nullable AccessToken stored(
      Database database, Predicate<URI> mayGetTokens, Account account) {
    return new JdbcAccountTokens(
            new ImpatientDatabase(database, Runnable::run),
            TestDatabase.keys(),
            "any",
            mayGetTokens,
            InstantSource.system())
        .find(account)
        .token();
  }

  @Test
  void smallestOfDifferingLimits_counts() {
    Peer unused = peer(8);
    Peer two = peer(80);
    assertEquals(2, two.instances.count());
    two.zak("u1").join();
    assertEquals(8, two.allowed());
  }
}
