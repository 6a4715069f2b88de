package io.latchkey.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.caller.Caller.Rule;
import io.latchkey.secret.Secret;
import io.latchkey.secret.SecretHash;
import io.latchkey.token.TokenKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CallersTest {

  private static final Instant NOW = Instant.parse("2026-11-25T09:00:00Z");
  private static final Secret TOKEN = Secret.of("0123456789abcdef0123456789abcdef");
  private static final Secret OTHER = Secret.of("fedcba9876543210fedcba9876543210");
  private static final HmacKey KEY =
      HmacKey.parse(Secret.of("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")).orElseThrow();
  private static final byte[] TEXT = "id.1.".getBytes(StandardCharsets.US_ASCII);

  private static CallbackToken token(Secret secret) {
    return new CallbackToken(secret.hash(), Instant.MAX);
  }

  private static Caller caller(String name, Rule rule, CallbackToken... tokens) {
    return new Caller(
        name, rule, List.of(tokens), List.of(KEY), Duration.ofMinutes(5), Rights.EVERYTHING);
  }

  private static Callers callers(Caller... callers) {
    return new Callers(List.of(callers), new SignedTokens(List.of(KEY)));
  }

  private static Proofs with(Secret token) {
    return new Proofs(List.of(token), null);
  }

  private static Signature signature(String id) {
    return Signature.dated(() -> TEXT, List.of(KEY.hmac(TEXT)), NOW, id);
  }

  /** Does what the filter does: decides, and records the use of the proofs if they are admitted. */
  private static Optional<AdmittedCaller> admitted(Callers callers, Proofs proofs, Instant now) {
    if (callers.identify(proofs, now) instanceof Decision.Admitted admitted) {
      callers.recordUse(admitted, now);
      return Optional.of(admitted.caller());
    }
    return Optional.empty();
  }

  @ParameterizedTest
  @CsvSource({
    "TOKEN, true, false, true",
    "TOKEN, false, true, false",
    "SIGNATURE, true, false, false",
    "SIGNATURE, false, true, true",
    "BOTH, true, false, false",
    "BOTH, false, true, false",
    "BOTH, true, true, true",
    "EITHER, true, false, true",
    "EITHER, false, true, true",
    "EITHER, false, false, false"
  })
  void rule_decidesWhatIsEnough(Rule rule, boolean token, boolean signed, boolean admitted) {
    Proofs proofs = new Proofs(token ? List.of(TOKEN) : List.of(), signed ? signature("id") : null);
    assertEquals(
        admitted, admitted(callers(caller("recall", rule, token(TOKEN))), proofs, NOW).isPresent());
  }

  /** The wrong token may have been a signed token that narrows what the signature opens. */
  @ParameterizedTest
  @EnumSource(Rule.class)
  void wrongToken_isRefusedThoughTheSignatureIsRight(Rule rule) {
    Proofs proofs = new Proofs(List.of(OTHER), signature("id"));
    assertEquals(
        Optional.empty(), admitted(callers(caller("recall", rule, token(TOKEN))), proofs, NOW));
  }

  /** A request that its signature cannot admit must not keep a thread waiting for its body. */
  @ParameterizedTest
  @CsvSource({"TOKEN, 0, false", "BOTH, 0, false", "SIGNATURE, 301, false", "EITHER, 0, true"})
  void body_isReadWhereTheSignatureDecides(Rule rule, int secondsOld, boolean read) {
    AtomicBoolean wasRead = new AtomicBoolean();
    Signature wrong =
        Signature.dated(
            () -> {
              wasRead.set(true);
              return TEXT;
            },
            List.of(new byte[32]),
            NOW.minusSeconds(secondsOld),
            "id");
    admitted(callers(caller("recall", rule, token(TOKEN))), new Proofs(List.of(), wrong), NOW);
    assertEquals(read, wasRead.get());
  }

  @Test
  void nothing_isNobody() {
    Proofs nothing = new Proofs(List.of(), null);
    assertTrue(nothing.isEmpty());
    assertEquals(
        Optional.empty(),
        admitted(callers(caller("recall", Rule.EITHER, token(TOKEN))), nothing, NOW));
  }

  @Test
  void token_tellsWhoseItIs_andRemembersItsUse() {
    CallbackToken old = token(TOKEN);
    CallbackToken recent = token(OTHER);
    Callers callers =
        callers(
            caller("one", Rule.TOKEN, token(Secret.of("x"))),
            caller("two", Rule.TOKEN, old, recent));
    assertEquals("two", admitted(callers, with(OTHER), NOW).orElseThrow().name());
    assertEquals(Optional.empty(), old.lastUsed());
    assertEquals(Optional.of(NOW), recent.lastUsed());
  }

  @Test
  void tokenThatFailsTheRule_isNotUsed() {
    CallbackToken token = token(TOKEN);
    admitted(callers(caller("recall", Rule.BOTH, token)), with(TOKEN), NOW);
    assertEquals(Optional.empty(), token.lastUsed());
  }

  @Test
  void token_knownByItsHash() {
    SecretHash hash =
        SecretHash.parse("A1C0DA7C97CF2E2F6E3C6EFC1E4E0E2D5FBDB4D7A3B7E9AFD1A3A7B6C8D9E0F1")
            .orElseThrow();
    assertEquals(
        Optional.empty(),
        admitted(
            callers(caller("recall", Rule.TOKEN, new CallbackToken(hash, Instant.MAX))),
            with(TOKEN),
            NOW));
    // The output of: printf %s 0123456789abcdef0123456789abcdef | sha256sum
    SecretHash right =
        SecretHash.parse("3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9")
            .orElseThrow();
    assertTrue(
        admitted(
                callers(caller("recall", Rule.TOKEN, new CallbackToken(right, Instant.MAX))),
                with(TOKEN),
                NOW)
            .isPresent());
  }

  @ParameterizedTest
  @CsvSource({"1, true", "0, false", "-1, false"})
  void token_endsWhenItExpires(long secondsLeft, boolean admitted) {
    CallbackToken token = new CallbackToken(TOKEN.hash(), NOW.plusSeconds(secondsLeft));
    assertEquals(Optional.of(NOW.plusSeconds(secondsLeft)), token.expiresAt());
    assertEquals(
        admitted,
        admitted(callers(caller("recall", Rule.TOKEN, token)), with(TOKEN), NOW).isPresent());
  }

  @Test
  void repeatedIds_areCountedAndNotRefused() {
    Callers callers = callers(caller("recall", Rule.SIGNATURE));
    for (int i = 0; i < 3; i++) {
      assertTrue(admitted(callers, new Proofs(List.of(), signature("msg_1")), NOW).isPresent());
    }
    admitted(callers, new Proofs(List.of(), signature("msg_2")), NOW);
    assertEquals(2, callers.repeatedIds("recall"));
    assertEquals(0, callers.repeatedIds("attendee"));
  }

  @Test
  void repeatedIds_oldOnesAreForgottenFirst() {
    RepeatedIdCounter ids = new RepeatedIdCounter();
    for (int i = 0; i < 9_999; i++) {
      ids.record("recall", "old_" + i, NOW.minusSeconds(900));
    }
    ids.record("recall", "recent", NOW.minusSeconds(899));
    ids.record("recall", "new", NOW);
    ids.record("recall", "recent", NOW);
    ids.record("recall", "old_1", NOW);
    assertEquals(1, ids.count("recall"));
  }

  @Test
  void callerIsTheFirstWhoFits() {
    Callers callers = callers(caller("one", Rule.EITHER), caller("two", Rule.EITHER));
    Proofs signed = new Proofs(List.of(), signature("id"));
    assertEquals("one", admitted(callers, signed, NOW).orElseThrow().name());
    assertEquals(List.of("one", "two"), callers.all().stream().map(Caller::name).toList());
  }

  @Test
  void signedToken_isABotOfItsOwn() {
    Callers callers = callers(caller("recall", Rule.TOKEN, token(TOKEN)));
    assertEquals(Optional.empty(), admitted(callers, with(TOKEN), NOW).orElseThrow().bot());
    String one = bot(callers, 60);
    assertEquals(16, one.length());
    assertEquals(one, bot(callers, 60));
    assertNotEquals(one, bot(callers, 61));
  }

  private static String bot(Callers callers, int seconds) {
    SignedToken contents = new SignedToken("recall", Rights.EVERYTHING, NOW.plusSeconds(seconds));
    Secret token = callers.signedTokens().make(contents);
    return admitted(callers, with(token), NOW).orElseThrow().bot().orElseThrow();
  }

  @Test
  void proofs_areNoneWithoutTokenAndSignature() {
    assertFalse(with(TOKEN).isEmpty());
    assertFalse(new Proofs(List.of(), signature("id")).isEmpty());
  }

  @Test
  void presents_itsTokensThoughTheyHaveExpired() {
    CallbackToken expired = new CallbackToken(TOKEN.hash(), NOW.minusSeconds(1));
    assertTrue(caller("recall", Rule.TOKEN, expired).hasToken(TOKEN));
    assertFalse(caller("recall", Rule.TOKEN, expired).hasToken(OTHER));
    assertTrue(expired.sameAs(token(TOKEN)));
    assertFalse(expired.sameAs(token(OTHER)));
    assertEquals(Optional.empty(), token(TOKEN).expiresAt());
  }

  @ParameterizedTest
  @CsvSource({"TOKEN, false", "BOTH, false", "SIGNATURE, true", "EITHER, true"})
  void acceptsSignatureOnly(Rule rule, boolean enough) {
    assertEquals(enough, rule.acceptsSignatureOnly());
  }

  @Test
  void operatorTokens_openWithThemselvesAlone() {
    OperatorTokens none = new OperatorTokens(null, null);
    assertFalse(none.isConfigured());
    assertFalse(none.metricsConfigured());
    assertFalse(none.opens(TOKEN));
    assertFalse(none.opensMetrics(TOKEN));
    OperatorTokens both = new OperatorTokens(TOKEN, OTHER);
    assertTrue(both.isConfigured());
    assertTrue(both.opens(TOKEN));
    assertFalse(both.opens(OTHER));
    assertTrue(both.opensMetrics(TOKEN));
    assertTrue(both.opensMetrics(OTHER));
    assertEquals("OperatorTokens[hidden]", both.toString());
    OperatorTokens metrics = new OperatorTokens(null, OTHER);
    assertFalse(metrics.isConfigured());
    assertTrue(metrics.metricsConfigured());
    assertFalse(metrics.opensMetrics(TOKEN));
  }

  @Test
  void signingSecret_isTheSameWithItsPrefixAndWithout() {
    String text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    assertTrue(KEY.sameAs(HmacKey.parse(Secret.of(text)).orElseThrow()));
    String other = "A".repeat(32);
    assertFalse(KEY.sameAs(HmacKey.parse(Secret.of(other)).orElseThrow()));
    assertEquals(Optional.empty(), HmacKey.parse(Secret.of("A".repeat(31) + "=")), "23 bytes");
    assertEquals("HmacKey[hidden]", KEY.toString());
  }

  @Test
  void repeatedIds_areForgottenInTime() {
    RepeatedIdCounter ids = new RepeatedIdCounter();
    for (int i = 0; i < 25_000; i++) {
      ids.record("recall", "msg_" + i, NOW);
    }
    ids.record("recall", "msg_24999", NOW.plusSeconds(3600));
    assertEquals(0, ids.count("recall"));
  }

  @Test
  void signedToken_opensWhatItNamesAndWhatTheCallerMay() {
    Rights callersOwn =
        new Rights(Set.of("zak", "obf"), Set.of("sales"), Set.of(Rights.ALL), Set.of(Rights.ALL));
    Caller recall =
        new Caller("recall", Rule.TOKEN, List.of(), List.of(), Duration.ofMinutes(5), callersOwn);
    Callers callers = callers(recall);
    Rights named =
        new Rights(
            Set.of("zak", "join-token"), Set.of("sales"), Set.of("own"), Set.of("123456789"));
    Secret token =
        callers.signedTokens().make(new SignedToken("recall", named, NOW.plusSeconds(60)));
    Rights rights = admitted(callers, with(token), NOW).orElseThrow().rights();
    assertTrue(rights.mayAskFor(TokenKind.ZAK));
    assertEquals(false, rights.mayAskFor(TokenKind.JOIN_TOKEN), "beyond the caller");
    assertEquals(false, rights.mayAskFor(TokenKind.OBF), "beyond the token");
    assertEquals(Optional.of("123456789"), rights.onlyMeeting());
    assertEquals(Optional.empty(), admitted(callers, with(token), NOW.plusSeconds(60)));
  }

  @Test
  void signedToken_ofNobody_opensNothing() {
    Callers callers = callers(caller("recall", Rule.TOKEN, token(TOKEN)));
    Secret token =
        callers
            .signedTokens()
            .make(new SignedToken("gone", Rights.EVERYTHING, NOW.plusSeconds(60)));
    assertEquals(Optional.empty(), admitted(callers, with(token), NOW));
  }

  @Test
  void refusal_saysWhatWasMissing() {
    CallbackToken expired = new CallbackToken(OTHER.hash(), NOW.minusSeconds(1));
    Callers callers = callers(caller("recall", Rule.BOTH, token(TOKEN), expired));
    assertEquals(RejectionReason.NOTHING_PRESENTED, refusal(callers, Optional.empty(), null));
    assertEquals(RejectionReason.TOKEN_WRONG, refusal(callers, Secret.of("guessed")));
    assertEquals(RejectionReason.TOKEN_EXPIRED, refusal(callers, OTHER));
    assertEquals(RejectionReason.SIGNATURE_MISSING, refusal(callers, TOKEN));
    Signature wrong = Signature.dated(() -> TEXT, List.of(), NOW, "id");
    assertEquals(RejectionReason.SIGNATURE_WRONG, refusal(callers, Optional.of(TOKEN), wrong));
    assertEquals(RejectionReason.TOKEN_MISSING, refusal(callers, Optional.empty(), wrong));
    Callers either = callers(caller("recall", Rule.EITHER, token(TOKEN)));
    assertEquals(RejectionReason.SIGNATURE_WRONG, refusal(either, Optional.empty(), wrong));
  }

  @Test
  void refusal_ofASignedToken_saysWhetherItIsOneOfACaller() {
    Callers callers = callers(caller("recall", Rule.TOKEN, token(TOKEN)));
    SignedTokens signed = callers.signedTokens();
    Secret nobodys = signed.make(new SignedToken("gone", Rights.EVERYTHING, NOW.plusSeconds(60)));
    assertEquals(RejectionReason.TOKEN_WRONG, refusal(callers, nobodys));
    Secret old = signed.make(new SignedToken("recall", Rights.EVERYTHING, NOW));
    assertEquals(RejectionReason.TOKEN_EXPIRED, refusal(callers, old));
  }

  private static RejectionReason refusal(Callers callers, Secret token) {
    return refusal(callers, Optional.of(token), null);
  }

  private static RejectionReason refusal(
      Callers callers, Optional<Secret> token, @Nullable Signature signature) {
    Decision decision = callers.identify(new Proofs(token.stream().toList(), signature), NOW);
    return assertInstanceOf(Decision.Rejected.class, decision).reason();
  }

  /**
   * A gateway may have added the foreign token. But a token in the URL may narrow the rights, so it
   * must decide.
   */
  @Test
  void foreignTokenThatDoesNotDecide_leavesTheSignatureItsSay() {
    Callers callers = callers(caller("attendee", Rule.SIGNATURE));
    Secret foreign = Secret.of("of-a-gateway");
    assertTrue(
        admitted(callers, new Proofs(List.of(foreign), false, signature("a"), Optional::empty), NOW)
            .isPresent());
    assertFalse(
        admitted(callers, new Proofs(List.of(foreign), true, signature("b"), Optional::empty), NOW)
            .isPresent());
    assertFalse(
        admitted(callers, new Proofs(List.of(foreign), false, null, Optional::empty), NOW)
            .isPresent());
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void severalTokensInTheQuery_areRefused_whateverTheSignature(Rule rule) {
    Callers callers = callers(caller("recall", rule, token(TOKEN)));
    Proofs several = new Proofs(List.of(), true, signature("a"), Optional::empty);
    assertEquals(
        new Decision.Rejected(RejectionReason.TOKEN_WRONG, false), callers.identify(several, NOW));
  }
}
