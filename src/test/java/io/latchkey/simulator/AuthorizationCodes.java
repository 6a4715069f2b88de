package io.latchkey.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The authorization codes of one app. Each is good once. Thread-safe. */
final class AuthorizationCodes {

  /** What a user has allowed. */
  record Approved(String user, Set<String> scopes, AuthorizationRequest request) {}

  private record Code(Approved approved, Instant expires) {}

  private final InstantSource clock;
  private final Map<String, Code> codes = new HashMap<>();

  AuthorizationCodes(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void put(String code, Approved approved, Duration life) {
    codes.put(code, new Code(approved, clock.instant().plus(life)));
  }

  /**
   * Returns what a code stands for. The code is used up even if the request is refused: Zoom does
   * not say how it is, and an app must not count on a second chance.
   *
   * @throws OauthRefused if Zoom refuses the request
   */
  synchronized Approved redeem(String text, String redirectUri, String verifier) {
    Code code = codes.remove(text);
    if (code == null) {
      throw new OauthRefused(OauthRefusal.CODE_INVALID);
    }
    if (!clock.instant().isBefore(code.expires)) {
      throw new OauthRefused(OauthRefusal.CODE_EXPIRED);
    }
    AuthorizationRequest request = code.approved.request();
    if (!request.redirectUri().equals(redirectUri)) {
      throw new OauthRefused(OauthRefusal.REDIRECT_URI_MISMATCH);
    }
    if (!request.isVerifiedBy(verifier)) {
      throw new OauthRefused(OauthRefusal.WRONG_VERIFIER);
    }
    return code.approved;
  }
}
