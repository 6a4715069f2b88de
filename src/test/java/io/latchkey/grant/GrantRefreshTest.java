package io.latchkey.grant;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.grant.RefreshRig.Instance;
import io.latchkey.secret.Secret;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.OauthRefusal;
import io.latchkey.simulator.SimulatedGrants;
import io.latchkey.token.TokenFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests the refresh of grants against a real database and a simulated Zoom that takes each refresh
 * token once.
 */
class GrantRefreshTest {

  private RefreshRig rig;

  private void start(Kind kind) throws IOException {
    rig = new RefreshRig(kind);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource
  void refresh_storesTheNewPair_beforeAnybodyGetsIt(Kind kind) throws IOException {
    start(kind);
    GrantId anna = rig.connect("anna");
    RenewedToken renewed = rig.instance("one").refresh().renew(rig.need(anna, 0));
    assertEquals(2, renewed.generation());
    assertEquals(renewed.token().value(), rig.found(anna).tokens().accessToken());
    assertTrue(rig.hasNewest(anna));
    assertEquals(List.of("stored"), rig.events);
  }

  @ParameterizedTest
  @EnumSource
  void tokenOfAnotherInstance_isAdopted_withoutACall(Kind kind) throws IOException {
    start(kind);
    GrantId anna = rig.connect("anna");
    RenewedToken first = rig.instance("one").refresh().renew(rig.need(anna, 0));
    Instance two = rig.instance("two");
    assertEquals(first.token().value(), two.refresh().renew(rig.need(anna, 1)).token().value());
    assertEquals(1, rig.calls());
    assertNotEquals(first.token().value(), two.refresh().renew(rig.need(anna, 2)).token().value());
    assertEquals(2, rig.calls());
  }

  /** {@code -Drefresh.rounds=1000} for a longer proof. */
  @Test
  void manyCallersOnThreeInstances_useEachRefreshTokenOnce() throws Exception {
    int rounds = Integer.getInteger("refresh.rounds", 20);
    start(Kind.POSTGRESQL_18);
    rig.app.grants().reuse(SimulatedGrants.Reuse.ENDS_THE_GRANT);
    GrantId anna = rig.connect("anna");
    List<Instance> instances =
        List.of(rig.instance("one"), rig.instance("two"), rig.instance("three"));
    ExecutorService callers = Executors.newFixedThreadPool(150);
    for (int round = 1; round <= rounds; round++) {
      long inHand = round;
      List<Callable<RenewedToken>> tasks = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        Instance instance = instances.get(i % 3);
        tasks.add(() -> askUntilAnswered(instance, rig.need(anna, inHand)));
      }
      for (Future<RenewedToken> task : callers.invokeAll(tasks)) {
        assertEquals(inHand + 1, task.get().generation());
      }
    }
    callers.shutdown();
    assertEquals(rounds, rig.calls());
    assertEquals(rounds, rig.app.grants().rotations());
    assertEquals(0, rig.app.grants().refusals());
  }

  /** Asks again after a 503, as a caller does that waited too long for another instance. */
  private static RenewedToken askUntilAnswered(Instance instance, GrantRefresh.Need need) {
    while (true) {
      try {
        return instance.refresh().renew(need);
      } catch (TokenFailure.Unavailable tooSlow) {
        assertTrue(tooSlow.diagnosis().contains("another instance"), tooSlow.diagnosis());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void lostAnswer_isFetchedAgainAtOnce_ifZoomStillTakesTheOlderToken(Kind kind) throws IOException {
    start(kind);
    rig.app.grants().grace(Duration.ofSeconds(5));
    GrantId anna = rig.connect("anna");
    loseAnswers(1);
    assertEquals(2, rig.instance("one").refresh().renew(rig.need(anna, 0)).generation());
    assertTrue(rig.hasNewest(anna));
    assertEquals(List.of("answer lost", "stored"), rig.events);
  }

  /** Zoom rotates the token, and its answer does not arrive. */
  private void loseAnswers(int times) {
    rig.zoom
        .faults()
        .plan(
            Endpoint.TOKEN,
            Faults.ANY,
            Faults.ANY,
            times,
            Fault.breaks(Fault.Break.RESET_IN_HEADERS));
  }

  @ParameterizedTest
  @EnumSource
  void lostAnswer_isToldAsSuch_whenTheGrantDies(Kind kind) throws IOException {
    start(kind);
    GrantId anna = rig.connect("anna");
    GrantRefresh refresh = rig.instance("one").refresh();
    loseAnswers(1);
    TokenFailure first =
        assertThrows(TokenFailure.Unavailable.class, () -> refresh.renew(rig.need(anna, 0)));
    assertEquals(Duration.ofSeconds(60), first.retryAfter().orElseThrow());
    assertThrows(TokenFailure.Unavailable.class, () -> refresh.renew(rig.need(anna, 0)));
    assertEquals(2, rig.calls(), "not asked again before a minute is over");
    rig.timePasses();
    assertThrows(TokenFailure.Ended.class, () -> refresh.renew(rig.need(anna, 0)));
    assertThrows(TokenFailure.Ended.class, () -> refresh.renew(rig.need(anna, 0)));
    assertEquals(3, rig.calls());
    assertEquals(List.of("answer lost", "suspected", "died: answer_lost"), rig.events);
  }

  @ParameterizedTest
  @EnumSource
  void instanceThatEndedDuringARefresh_isRemembered(Kind kind) throws IOException {
    start(kind);
    GrantId anna = rig.connect("anna");
    // What is left of an instance that was killed after Zoom had rotated.
    rig.execute(
        "update latchkey_grant set lease_owner = 'killed', lease_since = current_timestamp,"
            + " lease_until = current_timestamp - interval '1' second");
    rig.app.grants().end("anna");
    GrantRefresh refresh = rig.instance("one").refresh();
    assertThrows(TokenFailure.Unavailable.class, () -> refresh.renew(rig.need(anna, 0)));
    rig.timePasses();
    assertThrows(TokenFailure.Ended.class, () -> refresh.renew(rig.need(anna, 0)));
    assertEquals(List.of("suspected", "died: answer_lost"), rig.events);
  }

  @ParameterizedTest
  @EnumSource
  void instanceThatWasStopped_storesItsNewerPair_whenItWakes(Kind kind) throws Exception {
    start(kind);
    GrantId anna = rig.connect("anna");
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch wakes = new CountDownLatch(1);
    Instance stopped =
        rig.instance(
            "stopped",
            call ->
                (account, token, trace) -> {
                  RefreshAnswer answer = call.refresh(account, token, trace);
                  answered.countDown();
                  awaitUninterrupted(wakes);
                  return answer;
                });
    CompletableFuture<RenewedToken> late =
        CompletableFuture.supplyAsync(() -> stopped.refresh().renew(rig.need(anna, 0)));
    assertTrue(answered.await(10, TimeUnit.SECONDS));
    rig.timePasses();
    GrantRefresh other = rig.instance("other").refresh();
    assertThrows(TokenFailure.Unavailable.class, () -> other.renew(rig.need(anna, 0)));
    assertEquals(GrantState.SUSPECT, rig.found(anna).status().state());
    wakes.countDown();
    assertEquals(2, late.get(10, TimeUnit.SECONDS).generation());
    assertEquals(GrantState.ACTIVE, rig.found(anna).status().state());
    assertTrue(rig.hasNewest(anna));
    assertEquals(2, other.renew(rig.need(anna, 0)).generation());
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pairThatCannotBeStored_servesCallers_andIsStoredLater(Kind kind) throws IOException {
    start(kind);
    GrantId anna = rig.connect("anna");
    RefreshRig.MemorySpool spool = new RefreshRig.MemorySpool();
    Instance one =
        rig.instance(
            "one",
            call ->
                (account, token, trace) -> {
                  RefreshAnswer answer = call.refresh(account, token, trace);
                  rig.execute("alter table latchkey_grant rename to away");
                  return answer;
                },
            spool);
    RenewedToken renewed = one.refresh().renew(rig.need(anna, 0));
    assertEquals(renewed, one.refresh().renew(rig.need(anna, 1)), "from memory");
    assertEquals(1, rig.calls());
    assertEquals(1, spool.entries.size());
    assertTrue(one.unsaved().oldest().isPresent());
    await()
        .ignoreExceptions()
        .untilAsserted(() -> rig.execute("alter table away rename to latchkey_grant"));
    await().untilAsserted(() -> assertTrue(rig.hasNewest(anna)));
    await().untilAsserted(() -> assertTrue(spool.entries.isEmpty()));
    assertEquals(List.of("unsaved", "saved at last"), rig.events);
  }

  @ParameterizedTest
  @EnumSource
  void spooledPair_isStoredByTheNextProcess(Kind kind) throws IOException {
    start(kind);
    GrantId anna = rig.connect("anna");
    RefreshRig.MemorySpool spool = new RefreshRig.MemorySpool();
    String first = rig.found(anna).tokens().refreshToken().reveal();
    RefreshAnswer.Rotated rotated = rotate(first);
    spool.write(anna, 1, rotated.tokens());
    rig.instance("next", call -> call, spool).unsaved().storeSpooled();
    assertTrue(rig.hasNewest(anna));
    assertEquals(2, rig.found(anna).tokens().generation());
    assertTrue(spool.entries.isEmpty());
  }

  private RefreshAnswer.Rotated rotate(String refreshToken) {
    List<RefreshAnswer> answers = new ArrayList<>();
    GrantId other = rig.connect("other");
    Instance any =
        rig.instance(
            "any",
            call ->
                (account, token, trace) -> {
                  answers.add(call.refresh(account, Secret.of(refreshToken), trace));
                  return answers.get(0);
                });
    any.refresh().renew(rig.need(other, 0));
    return (RefreshAnswer.Rotated) answers.get(0);
  }

  @ParameterizedTest
  @EnumSource
  void databaseThatForgetsARotation_getsItBack(Kind kind) throws IOException {
    start(kind);
    GrantId anna = rig.connect("anna");
    Instance one = rig.instance("one");
    one.refresh().renew(rig.need(anna, 0));
    rig.execute("create table standby as select * from latchkey_grant");
    one.refresh().renew(rig.need(anna, 2));
    rig.execute(
        "update latchkey_grant set generation = 2,"
            + " refresh_token = (select refresh_token from standby),"
            + " access_token = (select access_token from standby)");
    assertFalse(rig.hasNewest(anna));
    one.refresh().renew(rig.need(anna, 3));
    assertTrue(rig.hasNewest(anna));
    assertEquals(0, rig.app.grants().refusals());
  }

  @ParameterizedTest
  @EnumSource
  void wrongClientSecret_harmsNoGrant(Kind kind) throws IOException {
    start(kind);
    GrantId anna = rig.connect("anna");
    rig.app.clientSecret("regenerated");
    GrantRefresh refresh = rig.instance("one").refresh();
    assertThrows(TokenFailure.Refused.class, () -> refresh.renew(rig.need(anna, 0)));
    assertThrows(
        TokenFailure.Refused.class,
        () -> refresh.renew(rig.need(anna, 0)),
        "the same answer while the grant is left alone");
    assertEquals(1, rig.calls());
    assertEquals(GrantState.ACTIVE, rig.found(anna).status().state());
    rig.app.clientSecret("general-secret");
    rig.timePasses();
    assertEquals(2, refresh.renew(rig.need(anna, 0)).generation());
  }

  /** Zoom may write {@code invalid_grant} beside a code that blames the app. */
  @ParameterizedTest
  @EnumSource(
      value = OauthRefusal.class,
      names = {"SCOPES_CHANGED", "APP_DISABLED", "DISABLED_BY_ADMIN", "WRONG_CLIENT"})
  void refusalOfTheApp_harmsNoGrant(OauthRefusal refusal) throws IOException {
    start(Kind.EMBEDDED);
    GrantId anna = rig.connect("anna");
    Instance one = rig.instance("one");
    rig.app.grants().refuse("anna", refusal);
    for (int i = 0; i < 3; i++) {
      assertThrows(TokenFailure.Refused.class, () -> one.refresh().renew(rig.need(anna, 0)));
      rig.timePasses();
    }
    assertEquals(GrantState.ACTIVE, rig.found(anna).status().state());
    assertEquals(List.of("app refused", "app refused", "app refused"), rig.events);
    rig.app.grants().refuseNobody();
    assertEquals(2, one.refresh().renew(rig.need(anna, 0)).generation());
  }

  @ParameterizedTest
  @EnumSource(
      value = OauthRefusal.class,
      names = {"OWNER_GONE", "TOKEN_ENDED", "TOKEN_UNKNOWN"})
  void refusalOfTheGrant_isLookedAtTwice(OauthRefusal refusal) throws IOException {
    start(Kind.EMBEDDED);
    GrantId anna = rig.connect("anna");
    Instance one = rig.instance("one");
    rig.app.grants().refuse("anna", refusal);
    assertThrows(TokenFailure.Unavailable.class, () -> one.refresh().renew(rig.need(anna, 0)));
    assertEquals(GrantState.SUSPECT, rig.found(anna).status().state());
    rig.timePasses();
    assertThrows(TokenFailure.Ended.class, () -> one.refresh().renew(rig.need(anna, 0)));
    assertEquals(GrantState.DEAD, rig.found(anna).status().state());
  }

  @ParameterizedTest
  @EnumSource
  void otherClientId_isNotAskedFor(Kind kind) throws IOException {
    start(kind);
    GrantId anna = rig.connect("anna");
    rig.account = new Account("crm", "", "another-client", Secret.of("secret"), UserId.ME, 100);
    GrantRefresh refresh = rig.instance("one").refresh();
    assertThrows(TokenFailure.Refused.class, () -> refresh.renew(rig.need(anna, 0)));
    assertEquals(0, rig.calls());
  }

  @ParameterizedTest
  @EnumSource
  void mostGrantsRefused_killsNone_andRecovers(Kind kind) throws IOException {
    start(kind);
    List<GrantId> grants = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      grants.add(rig.connect("user" + i));
    }
    rig.zoom
        .faults()
        .plan(
            Endpoint.TOKEN,
            Faults.ANY,
            Faults.ANY,
            Faults.FOREVER,
            Fault.answer(400, "{\"reason\":\"Invalid Token!\",\"error\":\"invalid_grant\"}"));
    GrantRefresh refresh = rig.instance("one").refresh();
    for (int round = 0; round < 3; round++) {
      for (GrantId grant : grants) {
        assertThrows(TokenFailure.Unavailable.class, () -> refresh.renew(rig.need(grant, 0)));
      }
      rig.timePasses();
    }
    assertEquals(5, rig.calls(), "after the fifth, none until a minute is over");
    assertEquals(1, rig.events.stream().filter("guard on"::equals).count());
    assertTrue(
        grants.stream().noneMatch(each -> rig.found(each).status().state() == GrantState.DEAD));
  }

  @ParameterizedTest
  @EnumSource
  void instanceThatKnowsOfNoRefusal_letsNoneDie_whileMostAreSuspect(Kind kind) throws IOException {
    start(kind);
    List<GrantId> grants = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      grants.add(rig.connect("user" + i));
    }
    rig.app.grants().refuse(Faults.ANY, OauthRefusal.TOKEN_UNKNOWN);
    for (String instance : List.of("before a restart", "after it")) {
      GrantRefresh refresh = rig.instance(instance).refresh();
      for (GrantId grant : grants) {
        assertThrows(TokenFailure.Unavailable.class, () -> refresh.renew(rig.need(grant, 0)));
      }
      rig.timePasses();
    }
    assertEquals(6, rig.calls(), "the second instance stops after its first");
    rig.app.grants().refuseNobody();
    GrantRefresh refresh = rig.instance("repaired").refresh();
    for (GrantId grant : grants) {
      assertEquals(2, refresh.renew(rig.need(grant, 0)).generation());
    }
  }

  /** A process is killed, or its machine, while it refreshes many grants. */
  @ParameterizedTest
  @EnumSource
  void lostAnswersOfAKilledInstance_areTold_andKeepNoOtherGrantBack(Kind kind) throws IOException {
    start(kind);
    List<GrantId> cutOff = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      cutOff.add(rig.connect("cut-off" + i));
    }
    Instance killed =
        rig.instance(
            "killed",
            call ->
                (account, token, trace) -> {
                  var unused = call.refresh(account, token, trace);
                  throw new OutOfMemoryError("the process ends here");
                });
    for (GrantId grant : cutOff) {
      assertThrows(OutOfMemoryError.class, () -> killed.refresh().renew(rig.need(grant, 0)));
    }
    GrantId well = rig.connect("well");
    GrantRefresh survivor = rig.instance("survivor").refresh();
    for (int look = 0; look < 2; look++) {
      rig.timePasses();
      for (GrantId grant : cutOff) {
        assertThrows(TokenFailure.class, () -> survivor.renew(rig.need(grant, 0)));
      }
    }
    assertEquals(2, survivor.renew(rig.need(well, 0)).generation());
    assertFalse(rig.events.contains("guard on"));
    for (GrantId grant : cutOff) {
      assertEquals(GrantState.DEAD, rig.found(grant).status().state());
      assertEquals(Grant.Reason.ANSWER_LOST, rig.found(grant).status().reason());
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutALease_nothingIsSent(Kind kind) throws IOException {
    start(kind);
    GrantId anna = rig.connect("anna");
    GrantRefresh refresh = rig.instance("one").refresh();
    rig.execute("alter table latchkey_grant rename to away");
    TokenFailure failure =
        assertThrows(TokenFailure.Unavailable.class, () -> refresh.renew(rig.need(anna, 0)));
    assertTrue(failure.diagnosis().startsWith("database: "), failure.diagnosis());
    assertEquals(0, rig.calls());
  }

  @ParameterizedTest
  @EnumSource
  void stop_waitsForTheRefreshUnderWay_andBeginsNone(Kind kind) throws Exception {
    start(kind);
    GrantId anna = rig.connect("anna");
    GrantId bert = rig.connect("bert");
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Instance one =
        rig.instance(
            "one",
            call ->
                (account, token, trace) -> {
                  sent.countDown();
                  awaitUninterrupted(goOn);
                  return call.refresh(account, token, trace);
                });
    CompletableFuture<RenewedToken> underWay =
        CompletableFuture.supplyAsync(() -> one.refresh().renew(rig.need(anna, 0)));
    assertTrue(sent.await(10, TimeUnit.SECONDS));
    assertFalse(one.leases().drain(Duration.ofMillis(50)), "it is still under way");
    assertThrows(TokenFailure.Unavailable.class, () -> one.refresh().renew(rig.need(bert, 0)));
    goOn.countDown();
    assertTrue(one.leases().drain(Duration.ofSeconds(10)));
    assertEquals(2, underWay.get(10, TimeUnit.SECONDS).generation());
    assertTrue(rig.hasNewest(anna));
  }
}
