package io.latchkey.caller;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request, and what the request may ask for. Immutable and thread-safe.
 *
 * @param name the caller's configured name
 * @param rights the caller's rights, or fewer if a signed callback token narrows them
 * @param signedTokenFingerprint an id of the bot that the signed callback token was made for,
 *     different for each such token; null without such a token
 */
public record AdmittedCaller(String name, Rights rights, @Nullable String signedTokenFingerprint) {

  /**
   * Returns the id of the bot that the signed callback token was made for; empty without such a
   * token.
   */
  public Optional<String> bot() {
    return Optional.ofNullable(signedTokenFingerprint);
  }
}
