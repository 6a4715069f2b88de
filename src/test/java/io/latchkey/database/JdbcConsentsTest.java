package io.latchkey.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.consent.ConsentLink;
import io.latchkey.consent.ConsentLink.Expected;
import io.latchkey.consent.ConsentOutcome;
import io.latchkey.consent.ConsentStore.Claim;
import io.latchkey.consent.ConsentStore.Consent;
import io.latchkey.consent.ConsentStore.Listed;
import io.latchkey.consent.ConsentStore.Opening;
import io.latchkey.consent.ConsentStore.Standing;
import io.latchkey.consent.ManageLink;
import io.latchkey.consent.UserLink;
import io.latchkey.database.TestDatabase.Kind;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantAdministration.Attempt;
import io.latchkey.grant.GrantAdministration.Details;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantDirectory.ReferenceTaken;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import io.latchkey.token.TestTime;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests how consents are kept, on each kind of database. */
class JdbcConsentsTest {

  private static final MasterKeys KEYS = TestDatabase.keys();
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final ConsentLink LINK =
      new ConsentLink(
          "crm",
          new Reference("4711"),
          Instant.parse("2030-01-01T00:00:00Z"),
          URI.create("https://app.example.com/done"),
          new Expected("anna@example.com", "zoom-account"));

  private final TestTime time = new TestTime();
  private Database database;
  private JdbcConsents consents;

  private void start(Kind kind) throws IOException {
    database = TestDatabase.open(TestDatabase.place(kind));
    SchemaCheck.run(database, KEYS);
    consents = new JdbcConsents(database, KEYS, 3);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private Consent open(String state, UserLink link) {
    Consent consent = consent(state, link);
    assertEquals(Opening.OPENED, consents.open(consent, LIFE));
    return consent;
  }

  private static Consent consent(String state, UserLink link) {
    String hash = link instanceof ManageLink ? "own page" : "link";
    return new Consent(state, hash, "browser", link, Secret.of("verifier of " + state));
  }

  private static NewGrant grant(String user) {
    return new NewGrant(
        new Grant.Owner("crm", user, null, user + "@example.com", "client", "user:read:token"),
        Secret.of("refresh of " + user),
        Secret.of("access of " + user),
        Duration.ofHours(1));
  }

  private Grant stored(GrantId id) {
    return new JdbcGrantStore(database, KEYS, "one", time).find(id).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void claim_returnsWhatWasOpened_once(Kind kind) throws IOException {
    start(kind);
    Consent opened = open("state", LINK);
    assertEquals(claim(opened, Standing.CLOSED), consents.claim("state", "another browser"));
    assertEquals(claim(opened, Standing.OURS), consents.claim("state", "browser"));
    assertEquals(claim(opened, Standing.USED), consents.claim("state", "browser"));
    GrantId grant = consents.connect("state", grant("anna"), LINK.reference());
    assertEquals(
        new Claim(opened, Standing.USED, ConsentOutcome.CONNECTED, grant),
        consents.claim("state", "browser"));
    assertNull(consents.claim("unknown", "browser").consent());
  }

  private static Claim claim(Consent consent, Standing standing) {
    return new Claim(consent, standing, null, null);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void connect_whoseCommitWasInDoubt_changesNothingTheSecondTime(Kind kind) throws IOException {
    start(kind);
    Consent consent = open("state", LINK);
    GrantId id = consents.connect(consent.stateHash(), grant("anna"), LINK.reference());
    assertEquals(id, consents.connect(consent.stateHash(), grant("anna"), LINK.reference()));
    assertEquals(1, stored(id).tokens().generation());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void claim_ofManyAtOnce_isOurs_once(Kind kind) throws IOException {
    start(kind);
    Consent unused = open("state", LINK);
    List<CompletableFuture<Claim>> claims =
        IntStream.range(0, 20)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> consents.claim("state", "browser")))
            .toList();
    assertEquals(
        1, claims.stream().filter(claim -> claim.join().standing() == Standing.OURS).count());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void claim_afterItsTime_isNotOurs(Kind kind) throws IOException {
    start(kind);
    assertEquals(Opening.OPENED, consents.open(consent("state", LINK), Duration.ZERO));
    assertEquals(Standing.CLOSED, consents.claim("state", "browser").standing());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void open_ofOneLink_isLimited_andEndsWithSuccess(Kind kind) throws IOException {
    start(kind);
    IntStream.range(0, 3).forEach(i -> open("state" + i, LINK));
    assertEquals(Opening.TOO_MANY, consents.open(consent("state3", LINK), LIFE));
    assertEquals(Standing.OURS, consents.claim("state0", "browser").standing());
    // A used one counts, too: else whoever has a link could fill the table.
    assertEquals(Opening.TOO_MANY, consents.open(consent("state3", LINK), LIFE));
    GrantId grant = consents.connect("state0", grant("anna"), LINK.reference());
    assertTrue(consents.hasSucceeded("link"));
    assertEquals(Opening.LINK_USED, consents.open(consent("state4", LINK), LIFE));
    assertEquals(Standing.CLOSED, consents.claim("state1", "browser").standing(), "opened before");
    // A user's own page is used again and again.
    ManageLink own = new ManageLink("crm", grant, LINK.expiresAt());
    for (String state : List.of("own1", "own2")) {
      Consent opened = open(state, own);
      assertEquals(claim(opened, Standing.OURS), consents.claim(state, "browser"));
      assertEquals(grant, consents.connect(state, grant("anna"), null));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void connect_again_isTheNextPairOfTheSameGrant(Kind kind) throws IOException {
    start(kind);
    Consent first = open("first", LINK);
    GrantId id = consents.connect(first.stateHash(), grant("anna"), LINK.reference());
    JdbcGrantAdministration administration = new JdbcGrantAdministration(database);
    assertTrue(administration.end(id, Grant.Reason.DISCONNECTED, "the user"));
    assertEquals(id, consents.connect("second", grant("anna"), new Reference("another")));
    assertEquals(GrantState.ACTIVE, stored(id).status().state());
    assertEquals(Secret.of("refresh of anna"), stored(id).tokens().refreshToken());
    assertEquals(
        List.of("consent", "disconnected", "consent"),
        administration.auditOf(id).stream().map(entry -> entry.action()).toList());
    assertThrows(
        ReferenceTaken.class, () -> consents.connect("third", grant("bert"), LINK.reference()));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void renew_storesTokensOfAUserWhoHasAGrantAlone(Kind kind) throws IOException {
    start(kind);
    Consent consent = open("state", LINK);
    assertFalse(consents.renew(consent.stateHash(), grant("bert"), ConsentOutcome.WRONG_USER));
    GrantId id = consents.connect("other", grant("bert"), null);
    Consent again = open("again", LINK);
    assertTrue(consents.renew(again.stateHash(), grant("bert"), ConsentOutcome.WRONG_USER));
    GrantId gone = consents.connect("another", grant("cleo"), null);
    assertTrue(
        new JdbcGrantAdministration(database).end(gone, Grant.Reason.DISCONNECTED, "the user"));
    assertFalse(consents.renew("third", grant("cleo"), ConsentOutcome.WRONG_USER));
    assertEquals(GrantState.REMOVED, stored(gone).status().state(), "as the user wants it");
    assertEquals(2, stored(id).tokens().generation());
    assertFalse(consents.hasSucceeded("link"));
    assertEquals(
        Collections.nCopies(2, new Listed("crm", "4711", Instant.EPOCH, ConsentOutcome.WRONG_USER)),
        consents.withoutGrant(5).stream()
            .map(one -> new Listed(one.account(), one.reference(), Instant.EPOCH, one.outcome()))
            .toList());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void eventOfZoom_endsOnlyAnOlderConsent(Kind kind) throws IOException {
    start(kind);
    Consent consent = open("state", LINK);
    GrantId id = consents.connect(consent.stateHash(), grant("anna"), null);
    JdbcGrantAdministration administration = new JdbcGrantAdministration(database);
    Instant earlier = Instant.now().minusSeconds(3600);
    String reason = Grant.Reason.DEAUTHORIZED;
    assertFalse(administration.endConsentBefore("crm", "anna", earlier, reason, "zoom"));
    assertFalse(administration.endConsentBefore("crm", "bert", Instant.now(), reason, "zoom"));
    Instant later = Instant.now().plusSeconds(60);
    assertTrue(administration.endConsentBefore("crm", "anna", later, reason, "zoom"));
    assertEquals(GrantState.REMOVED, stored(id).status().state());
    assertEquals(reason, stored(id).status().reason());
    assertNull(stored(id).tokens().refreshToken());
    assertFalse(administration.endConsentBefore("crm", "anna", later, reason, "zoom"), "again");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void attemptsOfAGrant_areShown_andGoWithIt(Kind kind) throws IOException {
    start(kind);
    var unused = open("first", LINK);
    consents.end("first", ConsentOutcome.DENIED);
    open("second", LINK);
    consents.claim("second", "browser");
    GrantId id = consents.connect("second", grant("anna"), LINK.reference());
    open("of another grant", new ManageLink("crm", id, LINK.expiresAt()));
    JdbcGrantAdministration administration = new JdbcGrantAdministration(database);
    Details details = administration.detailsOf(id).orElseThrow();
    assertEquals("client", details.clientId());
    assertEquals(
        List.of("connected", "denied"), details.attempts().stream().map(Attempt::outcome).toList());
    assertTrue(details.attempts().get(0).link().contains("anna@example.com"));
    assertTrue(administration.delete(id, "operator"));
    assertEquals(Optional.empty(), administration.detailsOf(id));
    assertTrue(consents.hasSucceeded("link"), "nobody uses the link a second time");
    assertNull(consents.claim("first", "browser").consent());
    ConsentLink left = (ConsentLink) consents.claim("second", "browser").consent().link();
    assertEquals(Expected.ANYBODY, left.expected(), "nothing of the person is left");
    assertNull(left.reference());
    assertNotNull(consents.claim("of another grant", "browser").consent());
  }
}
