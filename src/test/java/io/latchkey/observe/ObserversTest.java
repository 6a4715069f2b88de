package io.latchkey.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.secret.Secret;
import io.latchkey.token.CallContext;
import io.latchkey.token.Freshness;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenCell;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ObserversTest {

  private static final Account MAIN =
      new Account("default", "a", "c", Secret.of("s"), UserId.ME, 30);
  private static final Account SALES =
      new Account("sales", "a", "c", Secret.of("s"), UserId.ME, 30);

  private final TestTime time = new TestTime();
  private final Observers observers =
      new Observers(List.of(MAIN, SALES), new Metrics(time), new SafeNotifier(), time);

  /** Returns the failure as a cell passes it on, with the instant of the next attempt. */
  private TokenFailure held(TokenFailure failure) {
    TokenCell<String> cell =
        new TokenCell<>(
            need -> CompletableFuture.failedStage(failure),
            new io.latchkey.token.FreshnessRule<>() {
              @Override
              public Freshness at(String token, java.time.Instant now) {
                return Freshness.EXPIRED;
              }

              @Override
              public boolean keepsTokenAfter(TokenFailure any) {
                return false;
              }
            },
            time.timing(),
            new io.latchkey.token.TokenListener() {});
    return cell.get(CallContext.until(time.instant().plusSeconds(1)))
        .handle((token, thrown) -> TokenFailure.of(thrown))
        .toCompletableFuture()
        .join();
  }

  private boolean allRefused() {
    return observers.states().values().stream().allMatch(s -> s.isRefused(time.instant()));
  }

  @Test
  void refused_everyAccount_untilTheNextTry() {
    TokenFailure refused = held(new TokenFailure.Refused("Check the secret.", "invalid_client"));
    observers.accessToken(MAIN).failed(refused, Freshness.EXPIRED);
    assertFalse(allRefused(), "one account may still give tokens");
    observers.accessToken(SALES).failed(refused, Freshness.EXPIRED);
    assertTrue(allRefused());
    time.advance(Duration.ofSeconds(1));
    assertFalse(allRefused(), "somebody must ask for it to recover");
  }

  @Test
  void refused_stillUsable_isNotRefused() {
    TokenFailure refused = held(new TokenFailure.Refused("a", "invalid_client"));
    observers.accessToken(MAIN).failed(refused, Freshness.STALE);
    observers.accessToken(SALES).failed(refused, Freshness.STALE);
    assertFalse(allRefused());
  }

  @Test
  void outage_isNotRefused() {
    TokenFailure down = held(new TokenFailure.Unavailable("Zoom is failing.", "500"));
    observers.accessToken(MAIN).failed(down, Freshness.EXPIRED);
    observers.accessToken(SALES).failed(down, Freshness.EXPIRED);
    assertFalse(allRefused());
    assertEquals("Zoom is failing.", observers.states().get("default").accessTokenState().words());
    observers.accessToken(MAIN).renewed();
    assertEquals("ready", observers.states().get("default").accessTokenState().words());
  }

  @Test
  void reserve_isCountedByAccount() {
    observers.zak(MAIN, UserId.ME).servedFromReserve();
    observers.zak(MAIN, new UserId("anna")).servedFromReserve();
    assertEquals(2, observers.states().get("default").servedFromReserve());
    assertEquals(0, observers.states().get("sales").servedFromReserve());
  }

  @Test
  void states_keepTheOrderOfTheConfiguration() {
    assertEquals(List.of("default", "sales"), List.copyOf(observers.states().keySet()));
  }
}
