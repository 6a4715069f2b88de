package io.latchkey.mint;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.CallContext;
import io.latchkey.token.ServedToken;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.ZakToken;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeetingTokensTest {

  private static final Account MAIN =
      new Account("default", "acc-1", "client-1", Secret.of("s"), UserId.ME, 30);
  private static final Account SALES =
      new Account("sales", "acc-2", "client-2", Secret.of("s"), new UserId("sam"), 30);

  private static final Account FREE =
      new Account("free", "acc-3", "client-3", Secret.of("s"), UserId.ME, 2);

  private static final Account TRIAL =
      new Account("trial", "acc-4", "client-4", Secret.of("s"), UserId.ME, 1);

  private final List<ExecutorService> pools = new ArrayList<>();
  private final List<String> paused = new CopyOnWriteArrayList<>();
  private final List<String> turnedAway = new CopyOnWriteArrayList<>();
  private final TestTime time = new TestTime();
  private final FakeZoom zoom = new FakeZoom();
  private final MeetingTokens tokens =
      new MeetingTokens(
          List.of(MAIN, SALES, FREE, TRIAL),
          zoom,
          Sharing.NONE,
          TestMintSettings.of(time.timing(), Duration.ofMillis(3750)),
          this::threads,
          new NoMintListener() {
            @Override
            public void paused(Account account, TokenFailure failure) {
              paused.add(account.name() + " " + failure.diagnosis());
            }

            @Override
            public void turnedAway(Account account, TokenFailure failure) {
              turnedAway.add(account.name() + " " + failure.diagnosis());
            }
          });

  @AfterEach
  void close() {
    zoom.gate.countDown();
    zoom.accessTokenGate.countDown();
    pools.forEach(ExecutorService::shutdownNow);
  }

  private ExecutorService threads() {
    ExecutorService pool = new ThreadPoolExecutor(2, 2, 1, SECONDS, new LinkedBlockingQueue<>(2));
    pools.add(pool);
    return pool;
  }

  /**
   * Answers at once unless a gate is closed, counts the calls, and rejects access tokens older than
   * {@code oldestTaken}.
   */
  private final class FakeZoom implements ZakOnlyZoom {
    final AtomicInteger accessTokens = new AtomicInteger();
    final AtomicInteger zaks = new AtomicInteger();
    volatile int oldestTaken = 1;
    volatile TokenFailure failure;
    volatile TokenFailure zakFailure;
    volatile TokenFailure limited;
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile CountDownLatch accessTokenGate = new CountDownLatch(0);
    final Map<String, Consumer<BooleanSupplier>> first = new ConcurrentHashMap<>();
    final List<Boolean> acquireRepetition = new CopyOnWriteArrayList<>();
    final List<Boolean> accessTokensOnce = new CopyOnWriteArrayList<>();

    @Override
    public AccessToken accessToken(Account account, RepeatPolicy policy) {
      awaitGate(accessTokenGate);
      accessTokensOnce.add(policy.isSingleAttempt());
      if (failure != null) {
        throw failure;
      }
      return new AccessToken(
          Secret.of(Integer.toString(accessTokens.incrementAndGet())),
          time.instant(),
          time.instant().plusSeconds(3600),
          URI.create("https://api.zoom.us"));
    }

    @Override
    public ZakToken zak(Account account, UserId user, AccessToken token, RepeatPolicy policy) {
      zaks.incrementAndGet();
      awaitGate(gate);
      first.getOrDefault(user.value(), ignored -> {}).accept(policy.acquireRepetition());
      if (Integer.parseInt(token.value().reveal()) < oldestTaken) {
        throw new AccessTokenRejected("401");
      }
      if (limited != null) {
        throw new AccountLimited(limited);
      }
      if (zakFailure != null) {
        this.acquireRepetition.add(
            !policy.isSingleAttempt() && policy.acquireRepetition().getAsBoolean());
        throw zakFailure;
      }
      String value = account.name() + "/" + user;
      return new ZakToken(
          Secret.of(value), time.instant(), time.instant().plus(Duration.ofHours(2)));
    }

    private void awaitGate(CountDownLatch closed) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CompletableFuture<ZakToken> ask(String account, String user) {
    return tokens
        .zak(
            account,
            user == null ? null : new UserId(user),
            CallContext.until(time.instant().plusSeconds(4)))
        .thenApply(ServedToken::token)
        .toCompletableFuture();
  }

  private String zak(String account, String user) throws Exception {
    return ask(account, user).get(5, SECONDS).value().reveal();
  }

  private TokenFailure failure(String account, String user) {
    ExecutionException thrown =
        assertThrows(ExecutionException.class, () -> ask(account, user).get(5, SECONDS));
    return TokenFailure.of(thrown.getCause());
  }

  @Test
  void zak_noUserNamed_isTheAccountsOwn() throws Exception {
    assertEquals("default/me", zak("default", null));
    assertEquals("sales/sam", zak("sales", null));
    assertEquals("sales/anna", zak("sales", "anna"));
  }

  @Test
  void zak_manyUsers_shareOneAccessToken() throws Exception {
    zak("default", "anna");
    zak("default", "ben");
    zak("default", "anna");
    assertEquals(1, zoom.accessTokens.get());
    assertEquals(2, zoom.zaks.get());
  }

  @Test
  void zak_unknownAccount_looksLikeAnUnknownUser() {
    TokenFailure noAccount = failure("nowhere", null);
    zoom.zakFailure = new TokenFailure.Unknown("1001");
    TokenFailure noUser = failure("default", "nobody");
    assertInstanceOf(TokenFailure.Unknown.class, noAccount);
    assertInstanceOf(TokenFailure.Unknown.class, noUser);
    assertEquals(noUser.advice(), noAccount.advice());
  }

  @Test
  void zak_accessTokenKilled_isFetchedOnceAndTheCallRepeatedOnce() throws Exception {
    zak("default", "anna");
    zoom.oldestTaken = 2;
    assertEquals("default/ben", zak("default", "ben"));
    assertEquals(2, zoom.accessTokens.get());
    assertEquals(3, zoom.zaks.get());
  }

  @Test
  void zak_newAccessTokenRejectedToo_isRefusedWithoutAThirdTry() {
    zoom.oldestTaken = 99;
    TokenFailure failure = failure("default", "anna");
    assertInstanceOf(TokenFailure.Refused.class, failure);
    assertEquals("a new access token was refused: 401", failure.diagnosis());
    assertEquals(2, zoom.accessTokens.get());
    assertEquals(2, zoom.zaks.get());
  }

  /** During the pause, a new access token would be of no use. */
  @Test
  void zak_accessTokenKilledWhileTheAccountIsLimited_fetchesNone() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    zoom.first.put(
        "ben",
        repeat -> {
          zoom.awaitGate(held);
          throw new AccessTokenRejected("401");
        });
    CompletableFuture<ZakToken> ben = ask("default", "ben");
    await().until(() -> zoom.zaks.get() == 1);
    zoom.limited = TokenFailure.Unavailable.limited("Wait.", "429", Duration.ofSeconds(60));
    failure("default", "anna");
    held.countDown();
    Throwable thrown = assertThrows(ExecutionException.class, () -> ben.get(5, SECONDS));
    assertEquals("429", TokenFailure.of(thrown.getCause()).diagnosis());
    assertEquals(1, zoom.accessTokens.get());
  }

  @Test
  void zak_newAccessTokensRejected_manyUsers_fetchNoMoreWhileItPauses() throws Exception {
    zoom.oldestTaken = 99;
    for (int i = 0; i < 60; i++) {
      assertInstanceOf(TokenFailure.Refused.class, failure("default", "user" + i));
    }
    assertEquals(2, zoom.accessTokens.get(), "a storm of access tokens");
    assertEquals(4, zoom.zaks.get(), "the third user who is refused pauses all");
    assertEquals("sales/anna", salesUnharmed());
    time.advance(Duration.ofSeconds(1));
    zoom.oldestTaken = 1;
    assertEquals("default/anna", zak("default", "anna"));
  }

  private String salesUnharmed() throws Exception {
    zoom.oldestTaken = 1;
    String zak = zak("sales", "anna");
    zoom.oldestTaken = 99;
    return zak;
  }

  @Test
  void zak_limited_isLeftAloneForAllUsersOfTheAccount() throws Exception {
    zoom.limited = TokenFailure.Unavailable.limited("Wait.", "429", Duration.ofSeconds(60));
    for (int i = 0; i < 150; i++) {
      TokenFailure failure = failure("default", "user" + i);
      assertEquals(TestTime.START.plusSeconds(60), failure.nextAttemptAt().orElseThrow());
    }
    assertEquals(1, zoom.zaks.get(), "Zoom's limit is the account's");
    assertEquals(List.of("default 429"), paused);
    zoom.limited = null;
    assertEquals("sales/anna", zak("sales", "anna"));
    time.advance(Duration.ofSeconds(60));
    assertEquals("default/user0", zak("default", "user0"));
  }

  @Test
  void zak_limited_alsoStopsThoseWhoWaitForAThread() throws Exception {
    zak("default", "warm");
    zoom.gate = new CountDownLatch(1);
    zoom.limited = TokenFailure.Unavailable.limited("Wait.", "429", Duration.ofSeconds(60));
    List<CompletableFuture<ZakToken>> all = new ArrayList<>();
    all.add(ask("default", "running1"));
    all.add(ask("default", "running2"));
    await().until(() -> zoom.zaks.get() == 3);
    all.add(ask("default", "queued1"));
    all.add(ask("default", "queued2"));
    zoom.gate.countDown();
    for (CompletableFuture<ZakToken> one : all) {
      assertThrows(ExecutionException.class, () -> one.get(5, SECONDS));
    }
    assertEquals(3, zoom.zaks.get(), "who was still queued did not ask Zoom");
  }

  @Test
  void zak_mintedBeforeTheLimit_doesNotEndThePause() throws Exception {
    zak("default", "warm");
    zoom.gate = new CountDownLatch(1);
    CompletableFuture<ZakToken> early = ask("default", "early");
    await().until(() -> zoom.zaks.get() == 2);
    // The call under way keeps the closed gate; further calls find an open one.
    CountDownLatch held = zoom.gate;
    zoom.gate = new CountDownLatch(0);
    zoom.limited = TokenFailure.Unavailable.limited("Wait.", "429", Duration.ofSeconds(60));
    failure("default", "limited");
    zoom.limited = null;
    held.countDown();
    early.get(5, SECONDS);
    failure("default", "another");
    assertEquals(3, zoom.zaks.get(), "Zoom asked to be left alone for a minute");
  }

  @Test
  void zak_limitedWhileAnAccessTokenIsRefused_keepsTheReserve() throws Exception {
    String reserve = zak("default", "ben");
    time.advance(Duration.ofMinutes(2));
    zoom.gate = new CountDownLatch(1);
    CompletableFuture<ZakToken> ben = ask("default", "ben");
    await().until(() -> zoom.zaks.get() == 2);
    CountDownLatch held = zoom.gate;
    zoom.gate = new CountDownLatch(0);
    zoom.oldestTaken = 99;
    assertInstanceOf(TokenFailure.Refused.class, failure("default", "anna"));
    zoom.oldestTaken = 1;
    zoom.limited = new TokenFailure.Unavailable("Wait.", "429");
    held.countDown();
    assertEquals(reserve, ben.get(5, SECONDS).value().reveal(), "his own answer was a 429");
  }

  @Test
  void zak_pausedAgainAfterASuccess_pausesAsBriefly() throws Exception {
    zoom.limited = new TokenFailure.Unavailable("Wait.", "429");
    failure("default", "anna");
    time.advance(Duration.ofSeconds(1));
    zoom.limited = null;
    zak("default", "anna");
    zoom.limited = new TokenFailure.Unavailable("Wait.", "429");
    assertEquals(
        time.instant().plusSeconds(1), failure("default", "ben").nextAttemptAt().orElseThrow());
  }

  @Test
  void zak_accessTokenFails_failsAlikeForAllUsersAndAsksOnce() {
    zoom.failure = new TokenFailure.Refused("a", "invalid_client");
    TokenFailure first = failure("default", "anna");
    TokenFailure second = failure("default", "ben");
    assertInstanceOf(TokenFailure.Refused.class, first);
    assertEquals(first.nextAttemptAt(), second.nextAttemptAt(), "one pause, the access token's");
  }

  @Test
  void zak_accessTokenRecovers_isNotHeldBackByItsUsersOwnPauses() throws Exception {
    zoom.failure = new TokenFailure.Unavailable("a", "500");
    failure("default", "anna");
    time.advance(Duration.ofSeconds(1));
    zoom.failure = null;
    assertEquals("default/anna", zak("default", "anna"));
  }

  @Test
  void zak_oneAccountHangs_delaysNoOther() throws Exception {
    zoom.gate = new CountDownLatch(1);
    List<CompletableFuture<ZakToken>> hanging = new ArrayList<>();
    hanging.add(ask("default", "anna"));
    hanging.add(ask("default", "ben"));
    await().until(() -> zoom.zaks.get() == 2);
    CountDownLatch held = zoom.gate;
    zoom.gate = new CountDownLatch(0);
    assertEquals("sales/anna", zak("sales", "anna"), "one lock for all accounts (spiffe)");
    held.countDown();
    for (CompletableFuture<ZakToken> one : hanging) {
      one.get(5, SECONDS);
    }
  }

  @Test
  void zak_moreUsersAtOnceThanThreadsAndQueue_failsTheRestAtOnce() throws Exception {
    zak("default", "warm");
    zoom.gate = new CountDownLatch(1);
    ask("default", "running1");
    ask("default", "running2");
    await().until(() -> zoom.zaks.get() == 3);
    ask("default", "queued1");
    ask("default", "queued2");
    assertEquals(
        "all threads of account default are busy", failure("default", "one-too-many").diagnosis());
  }

  @Test
  void zak_moreUsersThanTheQuotaOfASecond_waitForTheirTurn() throws Exception {
    List<CompletableFuture<ZakToken>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(ask("free", "user" + i));
      await().until(() -> zoom.zaks.get() == Math.min(2, all.size()));
    }
    for (int minted : List.of(4, 6)) {
      time.advance(Duration.ofMillis(1250));
      await().until(() -> zoom.zaks.get() == minted);
    }
    for (CompletableFuture<ZakToken> one : all) {
      one.get(5, SECONDS);
    }
    assertEquals(List.of(), turnedAway);
  }

  @Test
  void zak_noTurnInTime_isUnavailableAtOnce_untilThereCouldBeOne() {
    for (int i = 0; i < 6; i++) {
      ask("free", "user" + i);
    }
    await().until(() -> zoom.zaks.get() == 2);
    TokenFailure failure = failure("free", "late");
    assertInstanceOf(TokenFailure.Unavailable.class, failure);
    assertEquals(
        time.instant().plusMillis(250),
        failure.nextAttemptAt().orElseThrow(),
        "a turn at 3.75 s is too late for who waits 3.75 s");
    assertEquals(
        List.of("free it would take more than 2 calls a second (calls-per-second)"), turnedAway);
  }

  /**
   * Otherwise renewals, for which no caller waits, would take the turns of callers without a ZAK.
   */
  @Test
  void zak_noTurnSoon_whoHasAReserveIsServedIt_andTakesNoTurn() throws Exception {
    String reserve = zak("free", "warm");
    time.advance(Duration.ofMinutes(2));
    for (int i = 0; i < 4; i++) {
      ask("free", "cold" + i);
    }
    await().until(() -> zoom.zaks.get() == 3);
    assertEquals(reserve, zak("free", "warm"), "1.25 s are more than patience");
    time.advance(Duration.ofMillis(1250));
    await().until(() -> zoom.zaks.get() == 5);
  }

  @Test
  void zak_repeated_takesTurnsToo() {
    zoom.zakFailure = new TokenFailure.Unavailable("a", "500");
    failure("free", "anna");
    assertEquals(List.of(true), zoom.acquireRepetition);
    CompletableFuture<ZakToken> ben = ask("free", "ben");
    assertEquals(1, zoom.zaks.get(), "the repetition took his turn");
    time.advance(Duration.ofMillis(1250));
    assertThrows(ExecutionException.class, () -> ben.get(5, SECONDS));
  }

  /** Otherwise a mint whose threads always come late would never end. */
  @Test
  void zak_threadComesAfterTheDeadline_isUnavailable_andNothingIsSent() {
    zoom.gate = new CountDownLatch(1);
    ask("default", "held1");
    ask("default", "held2");
    await().until(() -> zoom.zaks.get() == 2);
    CompletableFuture<ZakToken> late = ask("default", "late");
    time.advance(Duration.ofSeconds(5));
    zoom.gate.countDown();
    await()
        .until(() -> pools.get(0) instanceof ThreadPoolExecutor idle && idle.getQueue().isEmpty());
    assertThrows(ExecutionException.class, () -> late.get(5, SECONDS));
    TokenFailure failure = failure("default", "late");
    assertEquals("all threads of account default are busy", failure.diagnosis());
    assertEquals(2, zoom.zaks.get());
  }

  @Test
  void zak_repeated_withoutATurn_isLeftOut() {
    zoom.zakFailure = new TokenFailure.Unavailable("a", "500");
    failure("trial", "anna");
    assertEquals(List.of(false), zoom.acquireRepetition);
  }

  @Test
  void zak_accessTokenFailedBefore_isAskedForOnce() throws Exception {
    zoom.failure = new TokenFailure.Unavailable("a", "500");
    failure("default", "anna");
    time.advance(Duration.ofSeconds(2));
    zoom.failure = null;
    zak("default", "anna");
    assertEquals(List.of(false, true), zoom.accessTokensOnce);
  }

  @Test
  void zak_limited_isALesson() throws Exception {
    zoom.limited = new TokenFailure.Unavailable("Wait.", "429");
    failure("free", "anna");
    zoom.limited = null;
    time.advance(Duration.ofSeconds(5));
    zak("free", "ben");
    ask("free", "at1.25s");
    ask("free", "at2.5s");
    assertEquals(
        "it would take more than 1 calls a second (calls-per-second is 2, but Zoom said 429)",
        failure("free", "late").diagnosis());
  }

  @Test
  void zak_failsInAnotherWay_isNoLesson() throws Exception {
    zoom.zakFailure = new TokenFailure.Unreadable("a", "html");
    failure("free", "anna");
    zoom.zakFailure = null;
    time.advance(Duration.ofSeconds(5));
    zak("free", "ben");
    zak("free", "carl");
    assertEquals(3, zoom.zaks.get(), "two at once, as ever");
  }

  /** Such a renewal once failed because of the quota, although there were no other requests. */
  @Test
  void zak_renewalThatWaitedLongForItsAccessToken_takesAFreeTurn() throws Exception {
    zak("free", "anna");
    time.advance(Duration.ofMinutes(58));
    zoom.accessTokenGate = new CountDownLatch(1);
    CompletableFuture<ZakToken> anna = ask("free", "anna");
    time.advance(Duration.ofMillis(3600));
    assertEquals("free/anna", anna.get(5, SECONDS).value().reveal(), "from the reserve");
    zoom.accessTokenGate.countDown();
    await().until(() -> zoom.zaks.get() == 2);
    assertEquals(List.of(), turnedAway);
  }

  /** A turn after the deadline is wasted, because no caller waits any more. */
  @Test
  void zak_renewalThatWaitedLongForItsAccessToken_takesNoTurnThatIsTooLate() throws Exception {
    zak("free", "anna");
    zoom.accessTokenGate = new CountDownLatch(1);
    time.advance(Duration.ofMinutes(57).minusMillis(100));
    for (int i = 1; i <= 6; i++) {
      int minted = Math.min(i, 2);
      ask("free", "user" + i);
      await().until(() -> zoom.zaks.get() == 1 + minted);
    }
    time.advance(Duration.ofMillis(150));
    ask("free", "anna");
    for (Duration turn : List.of(Duration.ofMillis(1100), Duration.ofMillis(1250))) {
      int before = zoom.zaks.get();
      time.advance(turn);
      await().until(() -> zoom.zaks.get() == before + 2);
    }
    time.advance(Duration.ofMillis(500));
    zoom.accessTokenGate.countDown();
    await().until(() -> turnedAway.size() == 1);
    assertEquals(7, zoom.zaks.get(), "0.65 s are left, and the next turn is in 0.75 s");
  }

  /**
   * A repetition counts by its own turn. If Zoom limits the repetition, the quota must be reduced,
   * too.
   */
  @Test
  void zak_repetitionIsLimited_isALessonToo() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    zoom.first.put(
        "ben",
        repeat -> {
          zoom.awaitGate(held);
          assertTrue(repeat.getAsBoolean());
          throw new AccountLimited(new TokenFailure.Unavailable("Wait.", "429"));
        });
    CompletableFuture<ZakToken> ben = ask("default", "ben");
    await().until(() -> zoom.zaks.get() == 1);
    zoom.limited = new TokenFailure.Unavailable("Wait.", "429");
    failure("default", "anna");
    zoom.limited = null;
    time.advance(Duration.ofSeconds(2));
    held.countDown();
    assertThrows(ExecutionException.class, () -> ben.get(5, SECONDS));
    time.advance(Duration.ofSeconds(4));
    for (int i = 0; i < 7; i++) {
      zak("default", "user" + i);
    }
    for (int i = 7; i < 21; i++) {
      ask("default", "user" + i);
    }
    assertEquals(
        "it would take more than 7 calls a second (calls-per-second is 30, but Zoom said 429)",
        failure("default", "late").diagnosis());
  }

  /** Otherwise calls that were held up would leave in one burst. */
  @Test
  void zak_threadComesLongAfterTheTurn_waitsForAnotherTurn() throws Exception {
    zak("free", "warm");
    time.advance(Duration.ofSeconds(5));
    zoom.gate = new CountDownLatch(1);
    List<CompletableFuture<ZakToken>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(ask("free", "user" + i));
    }
    await().until(() -> zoom.zaks.get() == 3);
    time.advance(Duration.ofMillis(1600));
    assertEquals(3, zoom.zaks.get(), "both threads are held, and two more calls have their turn");
    zoom.gate.countDown();
    await().until(() -> time.ticking() == 4);
    assertEquals(3, zoom.zaks.get(), "the turns at 1.25 s have passed by 1.6 s");
    time.advance(Duration.ofMillis(900));
    all.get(2).get(5, SECONDS);
    all.get(3).get(5, SECONDS);
  }
}
