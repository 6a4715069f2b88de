package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an app asks for when it sends a user to Zoom (RFC 6749, 4.1.1, and RFC 7636, 4.3).
 *
 * @param state empty if the app gave none
 * @param challenge empty if the app uses no PKCE
 */
record AuthorizationRequest(
    String responseType,
    String clientId,
    String redirectUri,
    String state,
    String challenge,
    String method) {

  static AuthorizationRequest of(Map<String, String> parameters) {
    return new AuthorizationRequest(
        parameters.getOrDefault("response_type", ""),
        parameters.getOrDefault("client_id", ""),
        parameters.getOrDefault("redirect_uri", ""),
        parameters.getOrDefault("state", ""),
        parameters.getOrDefault("code_challenge", ""),
        parameters.getOrDefault("code_challenge_method", "plain"));
  }

  /** Returns the parameters from which {@link #of} makes the same request. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", responseType);
    parameters.put("client_id", clientId);
    parameters.put("redirect_uri", redirectUri);
    parameters.put("state", state);
    parameters.put("code_challenge", challenge);
    parameters.put("code_challenge_method", method);
    return parameters;
  }

  boolean hasKnownMethod() {
    return method.equals("plain") || method.equals("S256");
  }

  /** Returns whether this is the verifier of the challenge. */
  boolean isVerifiedBy(String verifier) {
    return challenge.isEmpty()
        || challenge.equals(method.equals("S256") ? sha256(verifier) : verifier);
  }

  /** Returns where the user goes with an answer, such as a code. */
  String callback(String name, String value) {
    String target = redirectUri + (redirectUri.contains("?") ? "&" : "?") + name + "=";
    String answered = target + URLEncoder.encode(value, UTF_8);
    return state.isEmpty() ? answered : answered + "&state=" + URLEncoder.encode(state, UTF_8);
  }

  private static String sha256(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
