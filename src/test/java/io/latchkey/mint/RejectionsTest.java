package io.latchkey.mint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.CallContext;
import io.latchkey.token.JoinToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenListener;
import io.latchkey.token.ZakToken;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests that a 401 for one user or one kind of token never costs another caller a good ZAK. */
class RejectionsTest {

  private static final Account ACCOUNT =
      new Account("default", "acc", "client", Secret.of("s"), UserId.ME, 1000);

  private final TestTime time = new TestTime();
  private final RefusingZoom zoom = new RefusingZoom();
  private final List<String> paused = new ArrayList<>();
  private final List<TokenFailure> zakFailures = new ArrayList<>();
  private final MeetingTokens tokens =
      new MeetingTokens(
          List.of(ACCOUNT),
          zoom,
          Sharing.NONE,
          TestMintSettings.of(time.timing(), Duration.ofMillis(3750)),
          () -> Runnable::run,
          new NoMintListener() {
            @Override
            public void paused(Account account, TokenFailure failure) {
              paused.add(failure.diagnosis());
            }

            @Override
            public TokenListener zak(Account account, UserId user) {
              return new TokenListener() {
                @Override
                public void failed(TokenFailure failure, io.latchkey.token.Freshness inMemory) {
                  zakFailures.add(failure);
                }
              };
            }
          });

  /**
   * Rejects some targets whatever their access token. Its newest access token ends the older ones.
   */
  private final class RefusingZoom implements Zoom {
    final Set<String> refused = ConcurrentHashMap.newKeySet();
    int accessTokens;
    int calls;

    @Override
    public AccessToken accessToken(Account account, RepeatPolicy policy) {
      accessTokens++;
      return new AccessToken(
          Secret.of(Integer.toString(accessTokens)),
          time.instant(),
          time.instant().plusSeconds(3600),
          URI.create("https://api.zoom.us"));
    }

    private Secret minted(String what, AccessToken token) {
      calls++;
      boolean dead = !token.value().reveal().equals(Integer.toString(accessTokens));
      if (dead || refused.contains(what) || refused.contains(what.split("-")[0])) {
        throw new AccessTokenRejected("401 " + what);
      }
      return Secret.of(what);
    }

    @Override
    public ZakToken zak(Account account, UserId user, AccessToken token, RepeatPolicy policy) {
      return new ZakToken(
          minted("zak-" + user, token), time.instant(), time.instant().plusSeconds(7200));
    }

    @Override
    public ObfToken obf(
        Account account,
        UserId user,
        @Nullable MeetingId meeting,
        AccessToken token,
        RepeatPolicy policy) {
      return new ObfToken(minted("obf-" + user, token), time.instant());
    }

    @Override
    public JoinToken joinToken(
        Account account,
        MeetingId meeting,
        boolean bypass,
        AccessToken token,
        RepeatPolicy policy) {
      return new JoinToken(minted("join-" + meeting, token), time.instant());
    }
  }

  private CallContext waiter() {
    return CallContext.until(time.instant().plusSeconds(4));
  }

  private CompletionStage<?> zak(String user) {
    return tokens.zak("default", new UserId(user), waiter());
  }

  private CompletionStage<?> obf(String user) {
    return tokens.obf("default", new UserId(user), null, waiter());
  }

  private static boolean served(CompletionStage<?> stage) {
    return !stage.toCompletableFuture().isCompletedExceptionally();
  }

  private static TokenFailure failure(CompletionStage<?> stage) {
    return TokenFailure.of(
        assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join()));
  }

  @Test
  void kindThatIsRefusedWithEveryToken_costsNoZak_andFewAccessTokens() {
    zak("me");
    zoom.refused.add("obf");
    for (int second = 0; second < 600; second++) {
      if (second % 2 == 0) {
        assertInstanceOf(TokenFailure.Refused.class, failure(obf("anna")));
      }
      assertTrue(served(zak("me")), "the account's own user, at second " + second);
      assertTrue(served(zak("cold" + second)), "a user whom nobody asked for, at second " + second);
      time.advance(Duration.ofSeconds(1));
    }
    assertEquals(List.of(), paused, "nothing is said against the account");
    assertTrue(zoom.accessTokens <= 3, () -> zoom.accessTokens + " access tokens");
  }

  @Test
  void userWhoIsRefusedWithEveryToken_costsNobodyElse_andIsSaidToBeOne() {
    zoom.refused.add("zak-ben");
    for (int second = 0; second < 600; second++) {
      assertTrue(served(zak("me")), "at second " + second);
      failure(zak("ben"));
      assertTrue(served(obf("anna" + second)), "at second " + second);
      time.advance(Duration.ofSeconds(1));
    }
    assertEquals(List.of(), paused);
    assertTrue(
        zakFailures.stream()
            .allMatch(f -> f instanceof TokenFailure.Refused refused && refused.concernsOneUser()),
        zakFailures::toString);
    assertTrue(zoom.accessTokens <= 3, () -> zoom.accessTokens + " access tokens");
  }

  @Test
  void userWhoIsRefused_coldAndFirst_costsNobodyElse() {
    zoom.refused.add("obf-anna");
    failure(obf("anna"));
    failure(obf("anna"));
    assertTrue(served(obf("ben")));
    assertTrue(served(zak("me")));
  }

  private CompletionStage<?> joinToken(int meeting) {
    MeetingId number = MeetingId.parse(Integer.toString(800_000_000 + meeting)).orElseThrow();
    return tokens.joinToken("default", number, false, waiter());
  }

  /** Each bot brings another meeting, so no meeting was rejected before. */
  @Test
  void kindThatIsRefused_withAnotherMeetingEachTime_doesNotReplaceTheAccessTokenEachTime() {
    zoom.refused.add("join");
    for (int second = 0; second < 100; second++) {
      assertTrue(served(zak("cold" + second)), "at second " + second);
      failure(joinToken(second));
      time.advance(Duration.ofSeconds(1));
    }
    assertTrue(zoom.accessTokens <= 25, () -> zoom.accessTokens + " access tokens");
    assertEquals(List.of(), paused, "others are well");
  }

  @Test
  void wholeKindThatIsRefused_isPausedForAll_besideOthersThatAreWell() {
    zak("me");
    zoom.refused.add("obf");
    failure(obf("anna"));
    failure(obf("ben"));
    failure(obf("carl"));
    int calls = zoom.calls;
    failure(obf("dora"));
    assertEquals(calls, zoom.calls);
    assertEquals(List.of(), paused, "nothing is said against the account");
    assertTrue(served(zak("cold")));
  }

  /** Only rejected targets were asked for, so no success shows that the access token is good. */
  @Test
  void singleUserOfAKindThatIsRefused_countsAgainstTheAccount_whereNobodyElseIsWell() {
    zoom.refused.add("obf");
    failure(obf("anna"));
    assertEquals(1, paused.size());
  }

  /** Single-use tokens have no cell that backs off. */
  @Test
  void singleUseTokenThatIsRefused_isNotAskedForMeanwhile() {
    zak("me");
    zoom.refused.add("obf");
    failure(obf("anna"));
    int calls = zoom.calls;
    TokenFailure again = failure(obf("anna"));
    assertEquals(calls, zoom.calls);
    assertEquals(time.instant().plusSeconds(1), again.nextAttemptAt().orElseThrow());
    zoom.refused.clear();
    time.advance(Duration.ofSeconds(1));
    assertTrue(served(obf("anna")));
  }

  /** No other target has succeeded, so nothing shows that the access token is good. */
  @Test
  void everythingIsRefused_pausesAll_andCountsAgainstTheAccount() {
    zoom.refused.add("zak");
    failure(zak("me"));
    failure(zak("anna"));
    failure(zak("ben"));
    assertEquals(1, paused.size());
    int calls = zoom.calls;
    failure(zak("carl"));
    assertEquals(calls, zoom.calls, "nobody asks while all are paused");
    zoom.refused.clear();
    time.advance(Duration.ofSeconds(1));
    assertTrue(served(zak("carl")));
    assertTrue(served(zak("dora")));
  }

  /** A pause says nothing about the ZAK of a user for whom Zoom was not asked. */
  @Test
  void pauseOfAll_costsNoZakInMemory() {
    assertTrue(served(zak("me")));
    time.advance(Duration.ofMinutes(3));
    zoom.refused.add("zak");
    failure(zak("anna"));
    failure(zak("ben"));
    failure(zak("carl"));
    assertEquals(1, paused.size());
    assertTrue(served(zak("me")), "its ZAK has hours to live");
  }

  /** Other software may fetch access tokens with the same app at any time. */
  @Test
  void tokenThatOthersKill_isReplaced_evenForWhoWasRefusedBefore() {
    zak("me");
    zoom.refused.add("obf-anna");
    failure(obf("anna"));
    assertTrue(served(zak("cold")));
    zoom.refused.clear();
    time.advance(Duration.ofMinutes(1));
    zoom.accessTokens++;
    assertTrue(served(obf("anna")), "a killed access token looks the same");
  }
}
