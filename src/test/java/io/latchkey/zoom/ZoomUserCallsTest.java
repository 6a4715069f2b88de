package io.latchkey.zoom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.grant.ConnectedUser;
import io.latchkey.grant.RefreshAnswer;
import io.latchkey.secret.Secret;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenFailure;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asks the simulated Zoom about users. */
class ZoomUserCallsTest {

  private static final Account CRM =
      Account.ofGeneralApp("crm", "general-client", Secret.of("general-secret"), 30);
  private static final Account WRONG =
      Account.ofGeneralApp("crm", "general-client", Secret.of("another-secret"), 30);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private ZoomSimulator zoom;
  private SimulatedAccount app;
  private HttpTransport transport;
  private ZoomUserCalls calls;
  private ZoomGrants refreshes;

  @BeforeEach
  void start() throws IOException {
    zoom = ZoomSimulator.start(0);
    app = zoom.account("crm-id", "general-client", "general-secret").generalApp();
    app.users().add("anna", "Anna@example.com", "Anna");
    ZoomSettings settings = TestZoomSettings.of(zoom.url());
    transport = new HttpTransport(settings.network(), threads);
    calls = new ZoomUserCalls(settings, transport, call -> {}, InstantSource.system());
    refreshes = new ZoomGrants(settings, transport, call -> {}, InstantSource.system());
  }

  @AfterEach
  void stop() throws Exception {
    transport.close();
    zoom.close();
    threads.shutdownNow();
  }

  private AccessToken tokenOf(String user) {
    RefreshAnswer answer = refreshes.refresh(CRM, Secret.of(app.grants().connect(user)), "test");
    Secret token = assertInstanceOf(RefreshAnswer.Rotated.class, answer).tokens().accessToken();
    return new AccessToken(token, Instant.now(), Instant.now().plusSeconds(3600), zoom.url());
  }

  @Test
  void user_isNamedByZoom() {
    ConnectedUser user = calls.userOf(CRM, tokenOf("anna")).orElseThrow();
    assertEquals("anna", user.zoomUserId());
    assertEquals("anna@example.com", user.email());
  }

  @Test
  void withoutTheScope_theTokenNamesItsUser() {
    app.scopes(Set.of("user:read:zak"));
    AccessToken token = tokenOf("anna");
    ConnectedUser user = calls.userOf(CRM, token).orElseThrow();
    assertEquals("anna", user.zoomUserId());
    assertEquals(null, user.email());
    app.grants().end("anna");
    assertEquals(Optional.empty(), calls.userOf(CRM, token), "Zoom does not take it any more");
  }

  @Test
  void tokenThatIsNone_hasNoUser() {
    AccessToken none = new AccessToken(Secret.of("none"), Instant.now(), Instant.now(), zoom.url());
    assertEquals(Optional.empty(), calls.userOf(CRM, none));
  }

  @Test
  void revocation_endsTheConsent() {
    AccessToken token = tokenOf("anna");
    calls.revoke(CRM, token.value());
    assertFalse(app.grants().isConnected("anna"));
    assertThrows(TokenFailure.class, () -> calls.revoke(CRM, token.value()));
  }

  @Test
  void client_isCheckedWithoutUsingATokenUp() {
    tokenOf("anna");
    assertEquals(Optional.empty(), calls.refusalOfClient(CRM));
    TokenFailure refusal = calls.refusalOfClient(WRONG).orElseThrow();
    assertInstanceOf(TokenFailure.Refused.class, refusal);
    assertEquals(1, app.grants().rotations());
    zoom.close();
    assertTrue(calls.refusalOfClient(CRM).isPresent());
  }
}
