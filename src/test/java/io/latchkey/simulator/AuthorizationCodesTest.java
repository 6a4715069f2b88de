package io.latchkey.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationCodesTest {

  private static final Duration LIFE = new AppSettings().codeLife();

  private Instant now = Instant.EPOCH;
  private final AuthorizationCodes codes = new AuthorizationCodes(() -> now);

  private void put(Map<String, String> asked) {
    AuthorizationRequest request = AuthorizationRequest.of(asked);
    codes.put("code", new AuthorizationCodes.Approved("anna", Set.of(), request), LIFE);
  }

  private OauthRefusal refusal(String code, String redirectUri, String verifier) {
    return assertThrows(OauthRefused.class, () -> codes.redeem(code, redirectUri, verifier))
        .refusal();
  }

  @Test
  void code_livesForFiveMinutes() {
    put(GeneralAppClient.asked());
    now = now.plusSeconds(299);
    assertEquals(
        "anna", codes.redeem("code", GeneralAppClient.CALLBACK, GeneralAppClient.VERIFIER).user());
    put(GeneralAppClient.asked());
    now = now.plusSeconds(300);
    assertEquals(
        OauthRefusal.CODE_EXPIRED,
        refusal("code", GeneralAppClient.CALLBACK, GeneralAppClient.VERIFIER));
  }

  @Test
  void code_isUsedUp_byARefusedRequestAsWell() {
    put(GeneralAppClient.asked());
    assertEquals(
        OauthRefusal.REDIRECT_URI_MISMATCH,
        refusal("code", "https://other.example.com", GeneralAppClient.VERIFIER));
    assertEquals(
        OauthRefusal.CODE_INVALID,
        refusal("code", GeneralAppClient.CALLBACK, GeneralAppClient.VERIFIER));
  }

  @ParameterizedTest
  @CsvSource({
    "S256, dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk, true",
    "S256, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM, false",
    "S256, '', false",
    "plain, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM, true",
    "plain, dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk, false"
  })
  void verifier_isThatOfTheChallenge(String method, String verifier, boolean isRight) {
    put(GeneralAppClient.with(GeneralAppClient.asked(), "code_challenge_method", method));
    if (isRight) {
      codes.redeem("code", GeneralAppClient.CALLBACK, verifier);
    } else {
      assertEquals(
          OauthRefusal.WRONG_VERIFIER, refusal("code", GeneralAppClient.CALLBACK, verifier));
    }
  }

  @Test
  void verifier_isNotNeeded_withoutAChallenge() {
    put(GeneralAppClient.with(GeneralAppClient.asked(), "code_challenge", ""));
    assertEquals("anna", codes.redeem("code", GeneralAppClient.CALLBACK, "").user());
  }
}
