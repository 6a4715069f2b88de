package io.latchkey.check;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.account.UserId;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.ProbeTokens;
import io.latchkey.caller.Rights;
import io.latchkey.caller.SignedTokens;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.mint.NoMintListener;
import io.latchkey.mint.Sharing;
import io.latchkey.mint.TestMintSettings;
import io.latchkey.mint.WillingZoom;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.CallContext;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckRunnerTest {

  private static final Account MAIN =
      new Account("default", "a", "c", Secret.of("s"), UserId.ME, 30);

  private final TestTime time = new TestTime();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CompletableFuture<List<Step>> seen = new CompletableFuture<>();
  private final List<Set<TokenKind>> expected = new CopyOnWriteArrayList<>();
  private final List<Account> minted = new CopyOnWriteArrayList<>();
  private final AccessToken accessToken =
      new AccessToken(
          Secret.of("new"),
          time.instant(),
          time.instant().plusSeconds(1800),
          URI.create("https://api.zoom.us"));

  private final MeetingTokens tokens =
      new MeetingTokens(
          List.of(MAIN),
          new WillingZoom(time),
          Sharing.NONE,
          TestMintSettings.of(time.timing(), Duration.ofSeconds(4)),
          () -> Runnable::run,
          new NoMintListener());

  private final CheckRunner checks =
      new CheckRunner(
          new AccountChecks(
              List.of(MAIN),
              new Callers(
                  List.of(
                      caller("any", Rights.EVERYTHING),
                      caller(
                          "obf",
                          new Rights(Set.of("obf"), Set.of("rooms"), Set.of("*"), Set.of("*"))),
                      caller(
                          "elsewhere",
                          new Rights(
                              Set.of("join-token"), Set.of("sales"), Set.of("*"), Set.of("*")))),
                  new SignedTokens(List.of())),
              tokens,
              Map.of(
                  AppKind.SERVER_TO_SERVER,
                  (account, kinds, given) -> {
                    expected.add(kinds);
                    given.accept(accessToken);
                    return seen.join();
                  }),
              Map.of("default", Set.of("rooms")),
              minted::add),
          new PublicUrlCheck(null, true, new AccessLogSearch(List.of()), new ProbeTokens()),
          threads,
          time,
          time);

  private static Caller caller(String name, Rights rights) {
    return new Caller(name, Caller.Rule.TOKEN, List.of(), List.of(), Duration.ofMinutes(5), rights);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void run_whileOneIsUnderWay_getsItsReport_andAsksZoomOnce() throws Exception {
    var first = checks.run().toCompletableFuture();
    var second = checks.run().toCompletableFuture();
    assertFalse(first.isDone());
    seen.complete(List.of(Step.passed(Step.MINT, "fine")));
    assertSame(first.get(), second.get());
    assertTrue(first.get().passed());
    assertEquals(1, expected.size());
    assertSame(first.get(), checks.last().orElseThrow());
    assertNotSame(first.get(), checks.run().toCompletableFuture().get(), "the next is new");
  }

  @Test
  void run_expectsTheKindsThatCallersAreKnownToAskFor() throws Exception {
    seen.complete(List.of());
    checks.run().toCompletableFuture().get();
    assertEquals(List.of(Set.of(TokenKind.ZAK, TokenKind.OBF)), expected);
  }

  /** Zoom may have ended the older access token. */
  @Test
  void run_theAccessTokenThatZoomGave_isUsedFromThenOn_unlessANewerOneIsAtHand() throws Exception {
    seen.complete(List.of());
    checks.run().toCompletableFuture().get();
    assertEquals(
        accessToken.expiresAt(), tokens.snapshot("default").orElseThrow().accessTokenExpiresAt());
    time.advance(Duration.ofMinutes(29));
    tokens
        .zak("default", null, CallContext.until(time.instant().plusSeconds(4)))
        .toCompletableFuture()
        .join();
    Instant newer = tokens.snapshot("default").orElseThrow().accessTokenExpiresAt();
    assertNotEquals(accessToken.expiresAt(), newer);
    checks.run().toCompletableFuture().get();
    assertEquals(newer, tokens.snapshot("default").orElseThrow().accessTokenExpiresAt());
  }

  @Test
  void run_aZakThatCame_isTold() throws Exception {
    seen.complete(List.of(Step.passed("Credentials", "x"), Step.passed(Step.MINT, "x")));
    checks.run().toCompletableFuture().get();
    assertEquals(List.of(MAIN), minted);
  }

  @Test
  void run_defectInOneStep_isAStepThatFailed_andTheNextCheckIsMade() throws Exception {
    seen.completeExceptionally(new IllegalStateException("defect"));
    for (int i = 0; i < 2; i++) {
      CheckReport report = checks.run().toCompletableFuture().get();
      assertFalse(report.passed());
      assertEquals("a defect of Latchkey", report.accounts().get(0).steps().get(0).finding());
    }
    assertEquals(2, expected.size());
  }

  @Test
  void run_somethingHangs_endsAllTheSame() throws Exception {
    var report = checks.run().toCompletableFuture();
    await().until(() -> expected.size() == 1);
    time.advance(Duration.ofSeconds(14));
    assertFalse(report.isDone());
    time.advance(Duration.ofSeconds(1));
    assertEquals("not done within 15 s", report.get().accounts().get(0).steps().get(0).finding());
    seen.complete(List.of());
  }
}
