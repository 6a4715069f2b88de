package io.latchkey.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.database.Database;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.ImpatientDatabase;
import io.latchkey.database.JdbcInstances;
import io.latchkey.database.JdbcSeats;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.database.SchemaCheck;
import io.latchkey.database.TestDatabase;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.secret.Secret;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.ServedToken.Origin;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that instances which share a PostgreSQL give each seat in a meeting to one bot. */
class SharedSeatsTest {

  private static final Duration MEETING = Duration.ofHours(4);
  private static final String ROOM = "123456789";

  /** Of all instances, for shutting them down. */
  private final List<ExecutorService> pools = new ArrayList<>();

  private final List<Database> databases = new ArrayList<>();
  private final List<LateSeats> late = new ArrayList<>();
  private final AtomicInteger unshared = new AtomicInteger();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private DatabasePlace place;

  @BeforeEach
  void start() throws IOException {
    place = TestDatabase.place(Kind.POSTGRESQL_18);
  }

  @AfterEach
  void stop() {
    pools.forEach(ExecutorService::shutdownNow);
    databases.forEach(Database::close);
  }

  /** Makes as many threads as the product has with eight connections. */
  private ExecutorService questions() {
    ExecutorService questions = Executors.newFixedThreadPool(3);
    pools.add(questions);
    return questions;
  }

  /** Starts an instance with a pool of some users. */
  private Pool instance(int users) {
    Database database = TestDatabase.open(place);
    databases.add(database);
    SchemaCheck.run(database, TestDatabase.keys());
    LateSeats seats =
        new LateSeats(
            new JdbcSeats(
                new ImpatientDatabase(database, questions()), "instance" + databases.size()),
            InstantSource.system());
    late.add(seats);
    return new Pool(
        "rooms",
        IntStream.range(0, users)
            .mapToObj(user -> PoolMember.ofUser("default", new UserId("user" + user)))
            .toList(),
        new SeatsOfAllInstances(
            new Seats(MEETING), seats, MEETING, questions(), unshared::incrementAndGet),
        InstantSource.system());
  }

  /** Starts a PostgreSQL that can be stopped, and uses it from now on. */
  private RestartablePostgreSql ownServer() throws Exception {
    RestartablePostgreSql server =
        RestartablePostgreSql.start(Files.createTempDirectory("latchkey-seats").resolve("data"));
    place = server.place();
    return server;
  }

  /** Returns the user that a bot gets. */
  private CompletableFuture<String> ask(Pool pool, @Nullable String bot) {
    return pool.obtain(request(bot), Instant.now().plusSeconds(4), member -> true, this::mint)
        .thenApply(served -> served.member().orElseThrow())
        .toCompletableFuture();
  }

  private static TokenRequest request(@Nullable String bot) {
    return new TokenRequest(
        TokenKind.OBF, "rooms", null, null, MeetingId.parse(ROOM).orElseThrow(), bot, true);
  }

  private CompletionStage<ServedToken<MeetingToken>> mint(PoolMember member) {
    return failing.contains(member.toString())
        ? CompletableFuture.failedStage(new TokenFailure.Unavailable("a", "Zoom is failing"))
        : CompletableFuture.completedStage(
            new ServedToken<>(new ObfToken(Secret.of("obf"), Instant.now()), Origin.MINTED));
  }

  private long rows() {
    return TestDatabase.number(place, "select count(*) from latchkey_seat where is_used");
  }

  @Test
  void hundredBots_getFiveSeats_eachItsOwn() {
    List<Pool> three = List.of(instance(5), instance(5), instance(5));
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int bot = 0; bot < 100; bot++) {
      answers.add(ask(three.get(bot % 3), bot % 2 == 0 ? "bot" + bot : null));
    }
    List<String> seats = new ArrayList<>();
    for (CompletableFuture<String> answer : answers) {
      try {
        seats.add(answer.join());
      } catch (CompletionException full) {
        assertTrue(TokenFailure.of(full).diagnosis().contains("in this meeting already"));
      }
    }
    assertEquals(5, seats.size(), seats::toString);
    assertEquals(5, Set.copyOf(seats).size(), seats::toString);
    assertEquals(0, unshared.get());
  }

  @Test
  void bot_keepsItsSeat_onAnotherInstance() {
    Pool one = instance(3);
    Pool two = instance(3);
    String seat = ask(one, "anna").join();
    await().until(() -> rows() == 1);
    assertEquals(seat, ask(two, "anna").join());
    assertNotEquals(seat, ask(two, "bert").join());
  }

  @Test
  void seatOfAUserThatFails_isFreeForOthers() {
    Pool one = instance(1);
    Pool two = instance(1);
    failing.add("default/user0");
    assertThrows(CompletionException.class, () -> ask(one, "anna").join());
    failing.clear();
    await().untilAsserted(() -> assertEquals("default/user0", ask(two, "bert").join()));
  }

  /** A platform asks twice for one bot, and the first request fails at Zoom. */
  @Test
  void failedRequest_leavesTheSeatToAnotherOfTheSameBot() {
    Pool one = instance(1);
    Pool two = instance(1);
    CompletableFuture<ServedToken<MeetingToken>> first = new CompletableFuture<>();
    CompletableFuture<ServedToken<MeetingToken>> second = new CompletableFuture<>();
    Queue<CompletableFuture<ServedToken<MeetingToken>>> mints =
        new ConcurrentLinkedQueue<>(List.of(first, second));
    TokenRequest anna = request("anna");
    CompletionStage<?> failing =
        one.obtain(anna, Instant.now().plusSeconds(4), member -> true, member -> mints.remove());
    await().until(() -> mints.size() == 1);
    CompletionStage<?> lasting =
        one.obtain(anna, Instant.now().plusSeconds(4), member -> true, member -> mints.remove());
    await().until(mints::isEmpty);
    first.completeExceptionally(new TokenFailure.Unavailable("a", "Zoom is failing"));
    assertThrows(CompletionException.class, () -> failing.toCompletableFuture().join());
    assertThrows(CompletionException.class, () -> ask(two, "bert").join(), "the seat is anna's");
    second.complete(
        new ServedToken<>(new ObfToken(Secret.of("obf"), Instant.now()), Origin.MINTED));
    lasting.toCompletableFuture().join();
  }

  /** An instance that was killed between taking a seat and using it holds it for half a minute. */
  @Test
  void seatWhoseTimeIsOver_isFree() {
    Pool one = instance(1);
    Pool two = instance(1);
    ask(one, "anna").join();
    await().until(() -> rows() == 1);
    assertThrows(CompletionException.class, () -> ask(two, "bert").join());
    TestDatabase.execute(
        place, "update latchkey_seat set until = current_timestamp - interval '1' second");
    assertEquals("default/user0", ask(two, "bert").join());
  }

  /** The seat that the database gives too late is given back. */
  @Test
  void databaseThatHangs_keepsNobodyWaitingForLong() throws Exception {
    try (RestartablePostgreSql server = ownServer()) {
      Pool one = instance(2);
      ask(one, "anna").join();
      try (Connection blocking = server.connect();
          Statement statement = blocking.createStatement()) {
        blocking.setAutoCommit(false);
        statement.execute("lock table latchkey_seat in access exclusive mode");
        Instant begin = Instant.now();
        ask(one, "bert").join();
        Duration took = Duration.between(begin, Instant.now());
        assertTrue(took.toMillis() < 2000, took::toString);
        blocking.rollback();
      }
    }
  }

  @Test
  void withoutTheDatabase_ownMemoryCounts_andIsCounted() {
    Pool one = instance(2);
    String first = ask(one, "anna").join();
    await().until(() -> rows() == 1);
    databases.forEach(Database::close);
    String second = ask(one, "bert").join();
    assertNotEquals(first, second);
    await().until(() -> unshared.get() == 1);
    assertThrows(CompletionException.class, () -> ask(one, "carl").join());
    assertEquals(1, unshared.get(), "carl got no seat");
  }

  /** A platform repeats its request while Zoom is slow, and the load balancer asks another one. */
  @Test
  void failedRequest_leavesTheSeatToOneOfTheSameBot_onAnotherInstance() {
    Pool one = instance(1);
    Pool two = instance(1);
    CompletableFuture<ServedToken<MeetingToken>> slow = new CompletableFuture<>();
    AtomicInteger asked = new AtomicInteger();
    CompletionStage<?> lasting =
        one.obtain(
            request("anna"),
            Instant.now().plusSeconds(4),
            member -> true,
            member -> {
              asked.incrementAndGet();
              return slow;
            });
    await().until(() -> asked.get() == 1);
    failing.add("default/user0");
    assertThrows(CompletionException.class, () -> ask(two, "anna").join());
    failing.clear();
    await().until(() -> TestDatabase.number(place, "select sum(requests) from latchkey_seat") == 1);
    assertThrows(CompletionException.class, () -> ask(two, "bert").join(), "the seat is anna's");
    slow.complete(new ServedToken<>(new ObfToken(Secret.of("obf"), Instant.now()), Origin.MINTED));
    lasting.toCompletableFuture().join();
  }

  @Test
  void seatOfAnOutage_isStoredOnceTheDatabaseIsBack() throws Exception {
    try (RestartablePostgreSql server = ownServer()) {
      Pool one = instance(1);
      Pool two = instance(1);
      server.stop();
      ask(one, "anna").join();
      await().until(() -> unshared.get() == 1);
      server.startAgain();
      await()
          .ignoreExceptionsInstanceOf(DatabaseUnavailable.class)
          .until(
              () -> {
                // As each round does, which notices that the database is back.
                new JdbcInstances(databases.get(0), "one").reportAlive(Map.of());
                late.forEach(LateSeats::run);
                return rows() == 1;
              });
      assertThrows(CompletionException.class, () -> ask(two, "bert").join());
      assertEquals("default/user0", ask(two, "anna").join());
    }
  }

  /** Its caller has got a 503 by then, and its bot does not come. */
  @Test
  void requestWhoseTimeIsOver_takesNoSeat() {
    Pool one = instance(1);
    assertThrows(
        CompletionException.class,
        () ->
            one.obtain(request("anna"), Instant.now(), member -> true, this::mint)
                .toCompletableFuture()
                .join());
    await().until(() -> TestDatabase.number(place, "select count(*) from latchkey_seat") == 0);
    assertEquals("default/user0", ask(one, "bert").join());
  }
}
