package io.latchkey.grant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.database.JdbcGrantAdministration;
import io.latchkey.database.TestDatabase;
import io.latchkey.simulator.Endpoint;
import io.latchkey.token.TokenFailure;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ends grants on purpose, with the simulated Zoom and a real PostgreSQL. */
class GrantActionsTest {

  private RefreshRig rig;
  private JdbcGrantAdministration administration;

  @BeforeEach
  void start() throws IOException {
    rig = new RefreshRig(TestDatabase.Kind.POSTGRESQL_18);
    administration = new JdbcGrantAdministration(rig.database);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private GrantActions actions() {
    return actions(Map.of(RefreshRig.ACCOUNT, rig.account));
  }

  private GrantActions actions(Map<String, Account> accounts) {
    return rig.actions(rig.instance("one"), administration, accounts);
  }

  private GrantState state(GrantId id) {
    return rig.found(id).status().state();
  }

  @Test
  void revoke_refreshesAGrantWithoutAccessToken_andTellsZoom() {
    GrantId anna = rig.connect("anna");
    assertTrue(actions().revoke(anna, "operator"));
    assertFalse(rig.app.grants().isConnected("anna"));
    assertEquals(GrantState.REMOVED, state(anna));
    assertEquals(1, rig.app.grants().rotations());
    assertFalse(actions().revoke(new GrantId("g_00000000000000000000000000"), "operator"));
  }

  @Test
  void revoke_usesTheAccessTokenAtHand() {
    GrantId anna = rig.connect("anna");
    rig.instance("other").refresh().renew(rig.need(anna, 0));
    assertTrue(actions().revoke(anna, "operator"));
    assertFalse(rig.app.grants().isConnected("anna"));
    assertEquals(1, rig.app.grants().rotations(), "no second refresh");
  }

  @Test
  void revoke_ofADeadGrant_asksZoomNothing() {
    GrantId anna = rig.connect("anna");
    rig.execute("update latchkey_grant set state = 'dead', reason = 'refused'");
    int calls = rig.calls();
    assertTrue(actions().revoke(anna, "operator"));
    assertEquals(calls, rig.calls());
    assertEquals(GrantState.REMOVED, state(anna));
  }

  @Test
  void revoke_thatZoomRefuses_changesNothing() {
    GrantId anna = rig.connect("anna");
    rig.instance("other").refresh().renew(rig.need(anna, 0));
    rig.zoom.close();
    assertThrows(TokenFailure.class, () -> actions().revoke(anna, "operator"));
    assertEquals(GrantState.ACTIVE, state(anna));
  }

  @Test
  void revoke_ofAGrantThatZoomRefuses_saysSo() {
    GrantId anna = rig.connect("anna");
    rig.app.grants().end("anna");
    TokenFailure failure =
        assertThrows(TokenFailure.class, () -> actions().revoke(anna, "operator"));
    assertTrue(failure.diagnosis().contains("Zoom refuses it"), failure.diagnosis());
  }

  @Test
  void accountThatIsNotConfigured_isSaid() {
    GrantId anna = rig.connect("anna");
    assertInstanceOf(
        TokenFailure.Refused.class,
        assertThrows(TokenFailure.class, () -> actions(Map.of()).revoke(anna, "operator")));
    assertEquals(GrantState.ACTIVE, state(anna));
  }

  @Test
  void handOver_givesTheNewestToken_once() {
    GrantId anna = rig.connect("anna");
    rig.instance("other").refresh().renew(rig.need(anna, 0));
    Optional<Grant> given = actions().handOver(anna, "operator");
    String token = given.orElseThrow().tokens().refreshToken().reveal();
    assertTrue(rig.app.grants().isNewest(token));
    assertEquals(GrantState.REMOVED, state(anna));
    assertInstanceOf(
        TokenFailure.Ended.class,
        assertThrows(TokenFailure.class, () -> actions().handOver(anna, "operator")));
    assertInstanceOf(
        TokenFailure.Ended.class,
        assertThrows(
            TokenFailure.class, () -> rig.instance("third").refresh().renew(rig.need(anna, 0))));
    assertEquals(1, rig.zoom.calls().count(Endpoint.TOKEN, "crm-account"), "nobody refreshes it");
  }

  /** While an instance refreshes a grant, and after it was killed, its token may be used up. */
  @Test
  void handOver_neverGivesATokenThatMayBeUsedUp() {
    GrantId anna = rig.connect("anna");
    rig.execute(
        "update latchkey_grant set lease_owner = 'other', lease_since = current_timestamp,"
            + " lease_until = current_timestamp + interval '1' second");
    assertInstanceOf(
        TokenFailure.Unavailable.class,
        assertThrows(TokenFailure.class, () -> actions().handOver(anna, "operator")));
    assertEquals(GrantState.ACTIVE, state(anna));
    rig.instance("one").refresh().renew(rig.need(anna, 1));
    assertTrue(actions().handOver(anna, "operator").isPresent());
  }

  @Test
  void retry_ofAGrantThatWorks_changesNothing() {
    GrantId anna = rig.connect("anna");
    assertTrue(actions().retry(anna, "operator"));
    assertFalse(actions().retry(new GrantId("g_00000000000000000000000000"), "operator"));
    assertTrue(actions().revoke(anna, "operator"));
    assertInstanceOf(
        TokenFailure.Ended.class,
        assertThrows(TokenFailure.class, () -> actions().retry(anna, "operator")));
    assertTrue(actions().revoke(anna, "operator"), "it is ended, as it was to be");
  }
}
