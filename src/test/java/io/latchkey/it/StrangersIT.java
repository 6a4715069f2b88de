package io.latchkey.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.it.Callback.Answer;
import io.latchkey.server.Jvm;
import io.latchkey.server.Server;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.SimulatedAccount.Plan;
import io.latchkey.simulator.ZoomSimulator;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Tests requests without a callback token, guesses, and requests that are not HTTP; and more users
 * than the quota of Zoom has turns for. The server trusts one proxy and locks guessers out, and its
 * accounts have the plan Free.
 */
@Tag(Scope.AS_ON_PAYARA_MICRO)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StrangersIT {

  private static final String TOKEN = "Kp9-canary-90c1b7e25d3348fa86a2f1d0";

  /**
   * Stands where a callback token could stand in a malformed request. It opens nothing, but it must
   * be kept as secret as a token: a malformed request may hold a valid one.
   */
  private static final String DECOY = "Hj4-canary-1d94c0b26ef84b57a03e6621";

  private static final int MUTANTS = Integer.getInteger("latchkey.mutants", 10_000);
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");

  /** The status 500, perhaps after {@code 100 Continue}. */
  private static final Pattern OWN_500 =
      Pattern.compile("(HTTP/1\\.1 100 [^\\r]*\r\n([^\r]+\r\n)*\r\n)?HTTP/1\\.[01] 500 ");

  /** The statuses that must not occur. HTTP has 501 and 505 for unknown methods and versions. */
  private static final List<String> BROKEN = List.of("500", "502", "503", "504");

  private static final Pattern INNARDS =
      Pattern.compile(
          "Exception|\\bat (io|org|java|jakarta|com|fish)\\.|Payara|GlassFish|WildFly|JBoss|Undertow|Liberty|WebSphere|Grizzly");

  /**
   * Headers without a proof, and with different proofs. A body is read only with a proof, even a
   * wrong one.
   */
  private static final List<String> PROOFS =
      List.of(
          "X-Nothing: ",
          "X-Webhook-Signature: AAAA",
          "webhook-id: a\r\nwebhook-timestamp: 1\r\nwebhook-signature: v1,AAAA",
          "Authorization: Bearer " + TOKEN);

  private static ZoomSimulator zoom;
  private static Server server;
  private static Callback latchkey;

  @BeforeAll
  static void start() throws Exception {
    zoom = ZoomSimulator.start(0);
    Map<String, String> keys = Server.configuration(zoom, "acc", TOKEN);
    Server.addAccounts(keys, zoom, List.of("first"));
    zoom.accounts().forEach(account -> account.plan(Plan.FREE));
    keys.put("latchkey.zoom.calls-per-second", "4");
    keys.put("latchkey.lockout.after", "20");
    keys.put("latchkey.lockout.for", "PT3S");
    keys.put("latchkey.lockout.proxies", "1");
    server = World.ready("strangers", keys);
    latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
    assertEquals(200, latchkey.zak("&account=first").status(), "a server's first call is slow");
  }

  @AfterAll
  static void stop() {
    server.close();
    zoom.close();
  }

  private static Answer from(String address, String token) {
    return latchkey.send(
        HttpRequest.newBuilder(latchkey.base().resolve("zak?token=" + token))
            .header("X-Forwarded-For", "198.51.100.1, " + address)
            .build());
  }

  @Test
  @Order(1)
  void moreUsersThanZoomsQuota_areServedInTurn_andZoomNeverSaysNo() {
    List<CompletableFuture<Answer>> users = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      users.add(latchkey.zakAsync("&user=user" + i));
    }
    for (Answer answer : Callback.join(users)) {
      assertEquals(200, answer.status(), answer::body);
    }
    assertEquals(12, zoom.calls().count(Endpoint.ZAK, "acc"), "not one 429");
  }

  @Test
  @Order(2)
  void moreUsersThanThereAreTurns_theRestIs503AtOnce_andServedWhenItComesAgain() {
    int before = zoom.calls().count(Endpoint.ZAK, "acc");
    List<CompletableFuture<Answer>> users = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      users.add(latchkey.zakAsync("&user=many" + i));
    }
    List<Answer> answers = Callback.join(users);
    long served = answers.stream().filter(answer -> answer.status() == 200).count();
    assertTrue(served >= 8 && served <= 12, () -> "served: " + served);
    assertTrue(answers.stream().allMatch(answer -> List.of(200, 503).contains(answer.status())));
    assertTrue(
        answers.stream()
            .filter(answer -> answer.status() == 503)
            .allMatch(answer -> !answer.header("Retry-After").isEmpty()));
    assertEquals(served, zoom.calls().count(Endpoint.ZAK, "acc") - before);
    for (int i = 0; i < 40; i++) {
      String user = "&user=many" + i;
      await().atMost(Duration.ofSeconds(20)).until(() -> latchkey.zak(user).status() == 200);
    }
  }

  @Test
  @Order(3)
  void guesser_isShutOut_withTheRightTokenToo_nobodyElseIs_andNotForEver() throws Exception {
    assertEquals(200, from("203.0.113.2", TOKEN).status(), "in memory from now on");
    for (int i = 0; i < 20; i++) {
      assertEquals(401, from("203.0.113.1", "wrong" + i).status());
    }
    Answer shutOut = from("203.0.113.1", TOKEN);
    assertEquals(401, shutOut.status());
    assertEquals(latchkey.get("zak").body(), shutOut.body(), "he does not learn it");
    assertEquals(200, from("203.0.113.2", TOKEN).status());
    await().atMost(Duration.ofSeconds(10)).until(() -> from("203.0.113.1", TOKEN).status() == 200);
    await()
        .until(() -> server.log().contains("1 shut out from now on, the last of them 203.0.113.1"));
  }

  /** Sends 200 guesses a second beside 20 valid requests, whose answers are in memory. */
  @Test
  @Order(4)
  void guesses_costZoomNothing_andFailNobody() {
    String user = "&user=regular";
    assertEquals(200, latchkey.zak(user).status());
    int before = zoom.calls().total();
    List<CompletableFuture<Answer>> right = new ArrayList<>();
    await()
        .during(Duration.ofSeconds(10))
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              for (int i = 0; i < 20; i++) {
                var unused = guess("10.0.0." + i);
              }
              right.add(latchkey.zakAsync(user));
              right.add(latchkey.zakAsync(user));
              return true;
            });
    List<Answer> answers = Callback.join(right);
    for (Answer answer : answers) {
      assertEquals(200, answer.status());
      assertTrue(answer.took().toSeconds() < 4, () -> "took " + answer.took());
    }
    assertEquals(before, zoom.calls().total());
  }

  private static CompletableFuture<Answer> guess(String address) {
    return latchkey.sendAsync(
        HttpRequest.newBuilder(latchkey.base().resolve("zak?token=guessed"))
            .header("X-Forwarded-For", address)
            .build());
  }

  /**
   * A client that announces a body and hangs up must not cause a stack trace in the log, whether or
   * not it is authenticated.
   */
  @Test
  @Order(5)
  void bodiesBrokenOff_areWorthNoStackTrace() throws Exception {
    int before = server.log().length();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Future<String>> requests = new ArrayList<>();
    for (String target : List.of("attendee", "meetstream/zak", "ops/callback-tokens")) {
      for (String headers : PROOFS) {
        String request =
            "POST /latchkey/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n%s\r\n\r\n{"
                .formatted(target, headers);
        requests.add(threads.submit(() -> latchkey.raw(request, Duration.ofMillis(500))));
      }
    }
    for (Future<String> request : requests) {
      request.get();
    }
    threads.shutdown();
    // The line about these guesses comes after everything that the log has to say about the
    // requests.
    Callback.join(Stream.generate(() -> guess("10.0.0.99")).limit(20).toList());
    await().until(() -> server.log().contains("the last of them 10.0.0.99"));
    assertFalse(server.log().substring(before).contains("\tat "), server.logFile().toString());
  }

  /**
   * The seed stands in every message, so that a failure can be repeated. Two servers answer 500 by
   * themselves where no application sees the request: WildFly to a cookie outside ASCII, Open
   * Liberty to a badly encoded path that belongs to no application.
   */
  @Test
  @Order(6)
  void mutatedRequests_breakNothing_tellNothing_costNothing() throws Exception {
    long seed = Long.getLong("latchkey.seed", System.nanoTime());
    Mutants mutants = new Mutants(new Random(seed), latchkey.base().getHost(), DECOY);
    int before = zoom.calls().total();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Future<Void>> requests = new ArrayList<>();
    Queue<String> serversOwn = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < MUTANTS; i++) {
      String request = mutants.next();
      String name = "seed " + seed + ", request " + i + ": " + request + "\n-> ";
      requests.add(threads.submit(() -> assertHarmless(request, name, serversOwn)));
    }
    for (Future<Void> request : requests) {
      request.get();
    }
    threads.shutdown();
    int tolerated = System.getProperty("latchkey.server").startsWith("payara") ? 0 : MUTANTS / 50;
    assertTrue(serversOwn.size() <= tolerated, serversOwn::peek);
    assertEquals(before, zoom.calls().total(), "seed " + seed + ": no call without a token");
    assertEquals(200, from("203.0.113.3", TOKEN).status());
    // The servlet filters also stand in stack traces of the errors of a server, such as those of
    // Open Liberty for TRACE.
    assertFalse(
        Pattern.compile(
                "\tat io\\.latchkey(?!\\.(web\\.ReadableHeaders|callback\\.ZakFromMemoryFilter)\\.doFilter)")
            .matcher(server.log())
            .find(),
        "a stack trace of ours in the log");
  }

  private static Void assertHarmless(String request, String name, Queue<String> serversOwn) {
    String answer = latchkey.raw(request, Duration.ofMillis(500));
    assertFalse(INNARDS.matcher(answer).find(), () -> name + answer);
    if (OWN_500.matcher(answer).lookingAt() && !answer.contains("application/problem+json")) {
      serversOwn.add(name + answer);
    } else {
      STATUS
          .matcher(answer)
          .results()
          .forEach(status -> assertFalse(BROKEN.contains(status.group(1)), () -> name + answer));
    }
    return null;
  }

  @Test
  @Order(7)
  void noSecretIsToBeFoundAnywhere() throws Exception {
    Canaries canaries = Canaries.of(zoom, TOKEN, DECOY);
    assertEquals(List.of(), canaries.found(server.everythingWritten()));
    assertEquals(List.of(), canaries.found(Jvm.threadDump(server)));
    assertEquals(List.of(), canaries.found(Jvm.commandLine(server)));
    for (String page : List.of("/health", "/health/ready", "/metrics", "/openapi")) {
      assertEquals(List.of(), canaries.found(latchkey.get(server.opsUrl() + page).body()));
    }
  }
}
