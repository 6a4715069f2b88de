package io.latchkey.token;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Many threads, few users, a cache too small for them, a source that fails, hangs and answers at
 * random, and a clock that leaps: three things never happen.
 */
class TokenStressTest {

  private static final int THREADS = 200;
  private static final int ROUNDS = 1000;
  private static final int USERS = 24;

  private final TestTime time = new TestTime();
  private final ZakRule rule =
      new ZakRule(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMinutes(15));
  private final ExecutorService zoom = Executors.newFixedThreadPool(8);
  private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);
  private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final AtomicInteger served = new AtomicInteger();

  private final TokenCache<String, ZakToken> cache =
      new TokenCache<>(
          user -> new TokenCell<>(fetch -> call(user), rule, time.timing(), new TokenEvents() {}),
          USERS / 2,
          time.timing());

  @AfterEach
  void stop() {
    zoom.shutdownNow();
    callers.shutdownNow();
  }

  private CompletionStage<ZakToken> call(String user) {
    AtomicInteger calls = underWay.computeIfAbsent(user, key -> new AtomicInteger());
    if (calls.incrementAndGet() > 1) {
      violations.add("two calls under way for " + user);
    }
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return mint(user);
          } finally {
            calls.decrementAndGet();
          }
        },
        zoom);
  }

  private ZakToken mint(String user) {
    Instant now = time.instant();
    switch (ThreadLocalRandom.current().nextInt(10)) {
      case 0 -> throw new TokenFailure.Unavailable("a", "down");
      case 1 -> throw new TokenFailure.Refused("a", "no");
      case 2 -> throw new TokenFailure.Unreadable("a", "html");
      case 3 -> throw new IllegalStateException("defect");
      default -> Thread.yield();
    }
    return new ZakToken(Secret.of(user), now, now.plus(Duration.ofHours(2)));
  }

  @RepeatedTest(5)
  void get_underRandomTrouble_keepsItsPromises() throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      boolean movesTime = thread == 0;
      tasks.add(
          () -> {
            start.await(10, SECONDS);
            for (int round = 0; round < ROUNDS; round++) {
              callOnce(movesTime);
            }
            return null;
          });
    }
    for (Future<Void> task : callers.invokeAll(tasks)) {
      task.get();
    }
    assertEquals(List.of(), List.copyOf(violations));
    assertTrue(served.get() > ROUNDS, () -> "served: " + served);
    assertTrue(cache.size() <= USERS, () -> "size: " + cache.size());
  }

  private void callOnce(boolean movesTime) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (movesTime) {
      time.advance(Duration.ofMillis(random.nextInt(500)));
    }
    String user = "user" + random.nextInt(USERS);
    CompletableFuture<ZakToken> got =
        cache
            .get(user, CallContext.until(time.instant().plusSeconds(4)))
            .thenApply(ServedToken::token)
            .toCompletableFuture();
    got.whenComplete(
        (zak, thrown) -> {
          if (thrown == null) {
            judge(user, zak);
          }
        });
    if (random.nextInt(20) == 0) {
      got.cancel(true);
    }
  }

  private void judge(String user, ZakToken zak) {
    served.incrementAndGet();
    if (!zak.value().reveal().equals(user)) {
      violations.add(user + " got the token of " + zak.value().reveal());
    }
    Instant latest = zak.expiresAt().minus(rule.minRemaining());
    if (time.instant().isAfter(latest)) {
      violations.add(user + " got an unusable token");
    }
  }
}
