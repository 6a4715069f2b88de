package io.latchkey.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.caller.HmacKey;
import io.latchkey.consent.ConsentLink;
import io.latchkey.consent.ConsentLink.Expected;
import io.latchkey.consent.ConsentOutcome;
import io.latchkey.consent.ConsentStore;
import io.latchkey.consent.ConsentStore.Consent;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.event.GrantEvent;
import io.latchkey.event.GrantEventDelivery;
import io.latchkey.event.GrantEventTarget;
import io.latchkey.grant.ConnectedUser;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantDirectory.Replacing;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantUpkeep.Retention;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import io.latchkey.simulator.EventReceiver;
import io.latchkey.simulator.EventReceiver.Received;
import io.latchkey.token.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests which events wait on each kind of database, and that they are sent until they are taken.
 */
class JdbcGrantEventsTest {

  private static final MasterKeys KEYS = TestDatabase.keys();
  private static final Reference REFERENCE = new Reference("4711");
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OPERATOR = "operator";

  private static final ConsentLink LINK =
      new ConsentLink(
          "crm", REFERENCE, Instant.parse("2030-01-01T00:00:00Z"), null, Expected.ANYBODY);

  private final TestTime time = new TestTime();
  private Database database;
  private JdbcGrantEvents events;

  private void start(Kind kind) throws IOException {
    database = TestDatabase.open(TestDatabase.place(kind));
    SchemaCheck.run(database, KEYS);
    events = new JdbcGrantEvents(database, true);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private JdbcGrantStore store() {
    return new JdbcGrantStore(database, KEYS, "one", time, events);
  }

  private JdbcGrantAdministration administration() {
    return new JdbcGrantAdministration(database, events);
  }

  private JdbcConsents consents() {
    return new JdbcConsents(database, KEYS, 3, events, EmailAddresses.KEPT);
  }

  /** Lets a user consent, and returns the grant. */
  private GrantId consent(String state) {
    var unused =
        consents()
            .open(
                new Consent(state, "link of " + state, "browser", LINK, Secret.of("verifier")),
                Duration.ofMinutes(10));
    return consents().connect(state, grant(), REFERENCE);
  }

  private static NewGrant grant() {
    return new NewGrant(
        new Grant.Owner("crm", "anna", null, "anna@example.com", "client", "user:read:token"),
        Secret.of("refresh"),
        Secret.of("access"),
        Duration.ofHours(1));
  }

  /** Takes all events that are due. */
  private List<GrantEvent> taken() {
    List<GrantEvent> taken = new ArrayList<>();
    for (Optional<GrantEvent> next = events.claim(); next.isPresent(); next = events.claim()) {
      taken.add(next.get());
    }
    return taken;
  }

  private List<String> told() {
    return taken().stream().map(event -> event.type().text() + " " + event.reason()).toList();
  }

  private void execute(String sql) {
    int unused = database.transaction(connection -> Statements.update(connection, sql));
  }

  @ParameterizedTest
  @EnumSource
  void eachChangeOfAGrant_isToldOnce(Kind kind) throws IOException {
    start(kind);
    GrantId id = consent("first");
    GrantId again = consents().connect("first", grant(), REFERENCE);
    assertEquals(id, again, "the commit may have succeeded without our knowing");
    assertEquals(List.of("grant.connected null"), told());
    store().recordRefusal(id, 1, Grant.Reason.REFUSED);
    store().recordRefusal(id, 1, Grant.Reason.REFUSED);
    store().retrySuspects("crm");
    store().recordRefusal(id, 1, Grant.Reason.REFUSED);
    assertTrue(store().recordDeath(id, 1, Grant.Reason.REFUSED));
    assertFalse(store().recordDeath(id, 1, Grant.Reason.REFUSED));
    assertEquals(List.of("grant.suspect refused", "grant.dead refused"), told());
    assertTrue(administration().retry(id, OPERATOR));
    assertFalse(administration().endGeneration(id, 7, Grant.Reason.HANDED_OVER, OPERATOR));
    assertEquals(List.of(), told());
    assertTrue(administration().end(id, Grant.Reason.DISCONNECTED, OPERATOR));
    assertFalse(administration().end(id, Grant.Reason.DISCONNECTED, OPERATOR));
    assertEquals(List.of("grant.removed disconnected"), told());
  }

  @ParameterizedTest
  @EnumSource
  void userOfAnotherLink_andOneWhoRemovesTheApp_areTold(Kind kind) throws IOException {
    start(kind);
    GrantId id = consent("first");
    assertEquals(
        ConsentStore.Opening.OPENED,
        consents()
            .open(
                new Consent("second", "another link", "browser", LINK, Secret.of("verifier")),
                Duration.ofMinutes(10)));
    assertTrue(consents().renew("second", grant(), ConsentOutcome.WRONG_USER));
    assertTrue(
        consents().renew("second", grant(), ConsentOutcome.WRONG_USER),
        "the commit may have succeeded without our knowing");
    assertEquals(List.of("grant.connected null", "grant.connected null"), told());
    Instant before = Instant.now().minusSeconds(3600);
    String reason = Grant.Reason.DEAUTHORIZED;
    assertFalse(administration().endConsentBefore("crm", "anna", before, reason, "Zoom"));
    assertEquals(List.of(), told());
    Instant after = Instant.now().plusSeconds(60);
    assertTrue(administration().endConsentBefore("crm", "anna", after, reason, "Zoom"));
    assertEquals(List.of("grant.removed deauthorized"), told());
    assertTrue(administration().delete(id, OPERATOR));
    assertFalse(administration().delete(id, OPERATOR));
    GrantEvent last = taken().get(0);
    assertEquals(List.of("4711"), last.references(), "also of a grant that is gone");
    assertEquals("crm", last.account());
    assertEquals("delete", last.reason());
  }

  @ParameterizedTest
  @EnumSource
  void importedGrant_ofAUserWhoHasOne_isToldToHaveMoved(Kind kind) throws IOException {
    start(kind);
    GrantId older = consent("first");
    assertTrue(administration().end(older, Grant.Reason.DISCONNECTED, "the user"));
    List<String> unused = told();
    NewGrant imported =
        new NewGrant(
            new Grant.Owner("crm", Grant.Owner.UNKNOWN_USER, null, null, "client", ""),
            Secret.of("refresh"),
            Secret.of("access"),
            Duration.ofHours(1));
    GrantId newer =
        new JdbcGrantDirectory(database, KEYS, EmailAddresses.KEPT)
            .connect(imported, new Reference("4712"), Replacing.ONLY_THE_DEAD);
    execute("update latchkey_grant set identify_at = current_timestamp where id = '" + newer + "'");
    new JdbcGrantIdentities(database, KEYS, store(), events, EmailAddresses.KEPT)
        .record(newer, new ConnectedUser("anna", null, null));
    List<GrantEvent> events = taken();
    assertEquals(
        Set.of("grant.removed " + newer, "grant.connected " + older),
        events.stream()
            .map(event -> event.type().text() + " " + event.grant())
            .collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @EnumSource
  void eventIsDueAgain_laterAndLater_untilItIsTaken(Kind kind) throws IOException {
    start(kind);
    GrantId unused = consent("first");
    GrantEvent event = events.claim().orElseThrow();
    assertEquals(Optional.empty(), events.claim(), "nobody else gets it meanwhile");
    execute("update latchkey_event set next_at = next_at - interval '59' second");
    assertEquals(Optional.empty(), events.claim());
    execute("update latchkey_event set next_at = next_at - interval '2' second");
    assertEquals(event, events.claim().orElseThrow(), "the same, a minute later");
    execute("update latchkey_event set next_at = next_at - interval '61' second");
    assertEquals(Optional.empty(), events.claim(), "five minutes now");
    assertEquals(1, events.waiting());
    events.delivered(event);
    assertEquals(0, events.waiting());
  }

  @Test
  void withoutAnybodyWhoWantsThem_noEventIsKept() throws IOException {
    start(Kind.EMBEDDED);
    events = new JdbcGrantEvents(database, false);
    GrantId unused = consent("first");
    assertEquals(0, events.waiting());
  }

  @Test
  void event_isSigned_andSentUntilItIsTaken() throws IOException {
    start(Kind.EMBEDDED);
    AtomicLong waiting = new AtomicLong(-1);
    HmacKey other = HmacKey.parse(Secret.of("whsec_" + "A".repeat(32))).orElseThrow();
    HmacKey key = HmacKey.parse(Secret.of(SECRET)).orElseThrow();
    try (EventReceiver application = EventReceiver.start(SECRET)) {
      GrantEventDelivery delivery =
          new GrantEventDelivery(
              events,
              new GrantEventTarget(application.url(), List.of(other, key)),
              waiting::set,
              InstantSource.system());
      application.answer(500);
      GrantId id = consent("first");
      delivery.run();
      assertEquals(1, waiting.get());
      application.answer(204);
      execute("update latchkey_event set next_at = current_timestamp");
      delivery.run();
      delivery.run();
      assertEquals(0, events.waiting());
      assertEquals(2, application.received().size());
      Received first = application.received().get(0);
      Received second = application.received().get(1);
      assertEquals(first.id(), second.id());
      assertEquals(first.body(), second.body());
      assertTrue(second.isSigned());
      assertTrue(Math.abs(second.timestamp() - Instant.now().getEpochSecond()) < 60);
      assertEquals("grant.connected", second.type());
      assertEquals(id.value(), second.data().getString("grant"));
      assertEquals("4711", second.data().getJsonArray("references").getString(0));
      assertFalse(second.body().toString().contains("example.com"), "no address of the user");
    }
  }

  @Test
  void eventsThatNobodyTakes_endAfterAWhile() throws IOException {
    start(Kind.EMBEDDED);
    GrantId unused = consent("first");
    execute("update latchkey_event set created_at = created_at - interval '8' day");
    assertNotNull(consent("second"));
    int erased =
        new JdbcGrantUpkeep(database, KEYS)
            .eraseOld(
                new Retention(
                    Duration.ofDays(1),
                    Duration.ofDays(30),
                    Duration.ofDays(400),
                    Duration.ofDays(7),
                    EmailAddresses.KEPT));
    assertEquals(0, erased, "grants that have lost their tokens");
    assertEquals(1, events.waiting());
  }
}
