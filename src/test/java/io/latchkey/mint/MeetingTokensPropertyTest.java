package io.latchkey.mint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.CallContext;
import io.latchkey.token.ServedToken;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.ZakRule;
import io.latchkey.token.ZakToken;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Tests random quotas, users, failures and times. Whatever Zoom does, no caller gets the ZAK of
 * another user or waits beyond its deadline. No account makes more calls than its quota allows, or
 * any call while Zoom has asked for a pause.
 */
class MeetingTokensPropertyTest {

  private static final Duration CALLERS_WAIT = Duration.ofMillis(3750);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /**
   * The number of runs for each of a thousand seeds. PIT sets fewer, since it runs each test many
   * times.
   */
  private static final int RUNS = Integer.getInteger("latchkey.runs", 100);

  @Property(tries = 1000)
  void zak_whateverZoomDoes_keepsItsPromises(@ForAll long seed) {
    for (int run = 0; run < RUNS; run++) {
      new Run(new Random(seed + run)).play();
    }
  }

  private record MintTarget(
      String account, String user, Instant by, CompletableFuture<ZakToken> got) {}

  private static final class Run implements ZakOnlyZoom {
    final Random random;
    final TestTime time = new TestTime();
    final ZakRule rule;
    final List<Account> accounts = new ArrayList<>();
    final MeetingTokens tokens;
    final List<MintTarget> asked = new ArrayList<>();
    final Map<String, List<Instant>> calls = new HashMap<>();
    final Map<String, List<Instant>> accessTokens = new HashMap<>();
    final Map<String, Instant> leftAloneUntil = new HashMap<>();

    Run(Random random) {
      this.random = random;
      Duration reuseFor = millis(1, 60_000);
      this.rule = new ZakRule(reuseFor, reuseFor.plus(millis(0, 600_000)), millis(0, 900_000));
      for (String name : List.of("default", "sales").subList(0, 1 + random.nextInt(2))) {
        accounts.add(
            new Account(name, "acc", name, Secret.of("s"), UserId.ME, 1 + random.nextInt(5)));
        calls.put(name, new ArrayList<>());
        accessTokens.put(name, new ArrayList<>());
        leftAloneUntil.put(name, Instant.MIN);
      }
      this.tokens =
          new MeetingTokens(
              accounts,
              this,
              Sharing.NONE,
              new MintSettings(
                  new AccessTokenRule(Duration.ofMinutes(10), Duration.ofMinutes(3)),
                  rule,
                  time.timing(),
                  1 + random.nextInt(6),
                  CALLERS_WAIT),
              () -> threads(),
              new NoMintListener());
    }

    Duration millis(int from, int to) {
      return Duration.ofMillis(from + random.nextInt(to - from));
    }

    /** Returns an executor that runs a task at once, or after some time. */
    Executor threads() {
      return task -> {
        if (random.nextInt(3) == 0) {
          time.after(millis(0, 2500), task);
        } else {
          task.run();
        }
      };
    }

    void play() {
      for (int step = 0; step < 30; step++) {
        if (random.nextInt(3) > 0) {
          ask();
        } else {
          time.advance(random.nextInt(8) == 0 ? millis(0, 3_000_000) : millis(0, 3000));
        }
        judge();
      }
      time.advance(CALLERS_WAIT);
      judge();
      assertEquals(List.of(), asked, "nobody waits beyond his deadline");
      calls.forEach((account, made) -> assertWithinQuota(quota(account), made));
      accessTokens.values().forEach(made -> assertWithinQuota(4, made));
    }

    void ask() {
      Account account = accounts.get(random.nextInt(accounts.size()));
      String user = random.nextInt(5) == 0 ? "me" : "user" + random.nextInt(8);
      Instant by = time.instant().plus(CALLERS_WAIT);
      var got = tokens.zak(account.name(), new UserId(user), CallContext.until(by));
      asked.add(
          new MintTarget(
              account.name(), user, by, got.thenApply(ServedToken::token).toCompletableFuture()));
    }

    void judge() {
      for (MintTarget one : List.copyOf(asked)) {
        if (one.got.isDone()) {
          asked.remove(one);
          if (!one.got.isCompletedExceptionally()) {
            assertEquals(one.account + "/" + one.user, one.got.join().value().reveal());
          } else {
            one.got.exceptionally(thrown -> judged(TokenFailure.of(thrown))).join();
          }
        } else {
          assertTrue(time.instant().isBefore(one.by), "still waiting");
        }
      }
    }

    ZakToken judged(TokenFailure failure) {
      assertTrue(failure.nextAttemptAt().isPresent(), "a failure says when the next try is made");
      assertFalse(failure.diagnosis().startsWith("unexpected"), failure.diagnosis());
      return null;
    }

    int quota(String account) {
      return accounts.stream()
          .filter(one -> one.name().equals(account))
          .mapToInt(Account::callsPerSecond)
          .sum();
    }

    static void assertWithinQuota(int perSecond, List<Instant> made) {
      for (int i = perSecond; i < made.size(); i++) {
        Duration apart = Duration.between(made.get(i - perSecond), made.get(i));
        assertTrue(apart.compareTo(SECOND) >= 0, apart::toString);
      }
    }

    @Override
    public AccessToken accessToken(Account account, RepeatPolicy policy) {
      accessTokens.get(account.name()).add(time.instant());
      switch (random.nextInt(12)) {
        case 0 -> throw new TokenFailure.Unavailable("a", "down");
        case 1 -> throw new TokenFailure.Refused("a", "invalid_client");
        default -> {
          Instant now = time.instant();
          return new AccessToken(
              Secret.of(account.name()),
              now,
              now.plus(millis(0, 3_600_000)),
              URI.create("https://api.zoom.us"));
        }
      }
    }

    @Override
    public ZakToken zak(Account account, UserId user, AccessToken token, RepeatPolicy policy) {
      assertEquals(account.name(), token.value().reveal(), "the access token of its own account");
      called(account);
      while (random.nextInt(6) == 0) {
        if (policy.isSingleAttempt() || !policy.acquireRepetition().getAsBoolean()) {
          throw new TokenFailure.Unavailable("a", "500");
        }
        called(account);
      }
      switch (random.nextInt(16)) {
        case 0 -> throw new AccessTokenRejected("124");
        case 1 -> throw new TokenFailure.Unknown("1001");
        case 2 -> throw new TokenFailure.Refused("a", "4711");
        case 3 -> throw new TokenFailure.Unreadable("a", "html");
        case 4 -> throw limited(account);
        default -> {
          Instant now = time.instant();
          Duration life = rule.minRemaining().plus(millis(0, 7_200_000));
          String value = account.name() + "/" + user;
          return new ZakToken(Secret.of(value), now, now.plus(life));
        }
      }
    }

    void called(Account account) {
      Instant now = time.instant();
      assertFalse(now.isBefore(leftAloneUntil.get(account.name())), "Zoom has asked for a pause");
      calls.get(account.name()).add(now);
    }

    AccountLimited limited(Account account) {
      Duration pause = millis(0, 20_000);
      Duration atLeast = pause.compareTo(SECOND) > 0 ? pause : SECOND;
      leftAloneUntil.put(account.name(), time.instant().plus(atLeast));
      return new AccountLimited(TokenFailure.Unavailable.limited("a", "429", pause));
    }
  }
}
