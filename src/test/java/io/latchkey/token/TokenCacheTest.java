package io.latchkey.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.secret.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class TokenCacheTest {

  private final TestTime time = new TestTime();
  private final ZakRule rule =
      new ZakRule(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMinutes(15));
  private final Map<String, HeldSource<ZakToken>> sources = new ConcurrentHashMap<>();

  private final TokenCache<String, ZakToken> cache =
      new TokenCache<>(
          user -> new TokenCell<>(source(user), rule, time.timing(), new TokenListener() {}),
          8,
          time.timing());

  private HeldSource<ZakToken> source(String user) {
    return sources.computeIfAbsent(user, key -> new HeldSource<>());
  }

  private CompletableFuture<ZakToken> get(String user) {
    return cache
        .get(user, CallContext.until(time.instant().plusSeconds(4)))
        .thenApply(ServedToken::token)
        .toCompletableFuture();
  }

  private ZakToken warm(String user) {
    CompletableFuture<ZakToken> got = get(user);
    ZakToken zak =
        new ZakToken(Secret.of(user), time.instant(), time.instant().plus(Duration.ofHours(2)));
    source(user).gives(zak);
    return got.join();
  }

  @Test
  void get_twoUsers_haveNothingInCommon() {
    ZakToken anna = warm("anna");
    CompletableFuture<ZakToken> ben = get("ben");
    source("ben").fails(new TokenFailure.Unavailable("a", "down"));
    assertTrue(ben.isCompletedExceptionally());
    assertSame(anna, get("anna").join(), "one user got another's token (CVE-2025-26620)");
  }

  @Test
  void get_manyUsers_staysWithinTheLimit() {
    for (int i = 0; i < 1000; i++) {
      warm("user" + i);
      assertTrue(cache.size() <= 8, () -> "size " + cache.size());
    }
  }

  @Test
  void get_full_givesUpTheLeastUseful() {
    for (int i = 0; i < 4; i++) {
      warm("old" + i);
    }
    time.advance(Duration.ofHours(2));
    for (int i = 0; i < 4; i++) {
      warm("fresh" + i);
    }
    for (int i = 0; i < 4; i++) {
      warm("new" + i);
    }
    assertEquals(8, cache.size());
    for (int i = 0; i < 4; i++) {
      get("fresh" + i).join();
      assertEquals(1, source("fresh" + i).calls());
    }
  }

  @Test
  void get_fullOfCallsUnderWay_neverAsksTwiceForOneUser() {
    for (int i = 0; i < 20; i++) {
      get("waiting" + i);
    }
    for (int i = 0; i < 20; i++) {
      get("waiting" + i);
      assertEquals(1, source("waiting" + i).calls());
    }
  }

  @Test
  void get_fullOfUnknownUsers_makesRoom() {
    for (int i = 0; i < 100; i++) {
      get("nobody" + i);
      source("nobody" + i).fails(new TokenFailure.Unknown("1001"));
    }
    assertTrue(cache.size() <= 8);
  }
}
