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
import org.junit.jupiter.api.Test;

/**
 * Tests many threads, few users, a cache that is too small for them, a source that fails or answers
 * at random, and a clock that leaps. Three things must never happen: two calls at once for one
 * user, the token of another user, and an unusable token.
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

  private TokenCache<String, ZakToken> cache(FreshnessRule<ZakToken> applied) {
    return new TokenCache<>(
        user ->
            new TokenCell<>(fetch -> call(user), applied, time.timing(), new TokenListener() {}),
        USERS / 2,
        time.timing());
  }

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
    TokenCache<String, ZakToken> cache = cache(rule);
    ask(cache);
    assertEquals(List.of(), List.copyOf(violations));
    assertTrue(served.get() > ROUNDS, () -> "served: " + served);
    assertTrue(cache.size() <= USERS, () -> "size: " + cache.size());
  }

  /** Shows that the test above can fail. */
  @Test
  void ruleWithoutItsLimits_isFoundOut() throws Exception {
    ask(
        cache(
            new FreshnessRule<>() {
              @Override
              public Freshness at(ZakToken token, Instant now) {
                return Freshness.FRESH;
              }

              @Override
              public boolean keepsTokenAfter(TokenFailure failure) {
                return true;
              }
            }));
    assertTrue(violations.stream().anyMatch(each -> each.endsWith("an unusable token")));
  }

  private void ask(TokenCache<String, ZakToken> cache) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      tasks.add(
          () -> {
            start.await(10, SECONDS);
            for (int round = 0; round < ROUNDS; round++) {
              // Any thread moves time, so that it moves during the whole test in whatever order the
              // threads run.
              if (ThreadLocalRandom.current().nextInt(THREADS) == 0) {
                moveTime();
              }
              askOnce(cache);
            }
            return null;
          });
    }
    for (Future<Void> task : callers.invokeAll(tasks)) {
      task.get();
    }
  }

  /** One at a time, because time moves forward only if it has one mover. */
  private synchronized void moveTime() {
    time.advance(leap());
  }

  /**
   * Returns mostly less than half a second. One of ten leaps is up to three hours long, more than
   * the life of a ZAK, as after a night of sleep.
   */
  private static Duration leap() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return random.nextInt(10) == 0
        ? Duration.ofMinutes(random.nextInt(180))
        : Duration.ofMillis(random.nextInt(500));
  }

  private void askOnce(TokenCache<String, ZakToken> cache) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String user = "user" + random.nextInt(USERS);
    Instant askedAt = time.instant();
    CallContext context = CallContext.until(askedAt.plusSeconds(4));
    cache.fromMemory(user, context).ifPresent(served -> check(user, askedAt, served));
    CompletableFuture<ServedToken<ZakToken>> got = cache.get(user, context).toCompletableFuture();
    got.whenComplete(
        (served, thrown) -> {
          if (thrown == null) {
            check(user, askedAt, served);
          }
        });
    if (random.nextInt(20) == 0) {
      // A caller that gives up must not harm the others.
      got.cancel(true);
    }
  }

  private void check(String user, Instant askedAt, ServedToken<ZakToken> answer) {
    ZakToken zak = answer.token();
    served.incrementAndGet();
    if (!zak.value().reveal().equals(user)) {
      violations.add(user + " got the token of " + zak.value().reveal());
    }
    // A token that was unusable when it was asked for was so when it was served, since time only
    // moves forward. A token that has just been minted is not judged: here, hours may pass during
    // its mint.
    if (answer.origin() != ServedToken.Origin.MINTED
        && askedAt.isAfter(zak.expiresAt().minus(rule.minRemaining()))) {
      violations.add(user + " got an unusable token");
    }
  }
}
