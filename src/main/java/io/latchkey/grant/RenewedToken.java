package io.latchkey.grant;

import static java.util.Objects.requireNonNull;

import io.latchkey.token.AccessToken;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * An access token of a grant.
 *
 * @param generation the number of the pair of tokens that it belongs to
 */
public record RenewedToken(long generation, AccessToken token) {

  /** The life that Zoom gives an access token. */
  private static final Duration WHOLE_LIFE = Duration.ofHours(1);

  /** Returns the access token that an instance has stored. */
  static RenewedToken stored(Grant.Tokens tokens, Instant now, URI apiUrl) {
    Instant end = now.plus(tokens.accessTokenLife());
    return new RenewedToken(
        tokens.generation(),
        new AccessToken(
            requireNonNull(tokens.accessToken()),
            // Its life began earlier, on that instance.
            end.minus(WHOLE_LIFE),
            end,
            apiUrl));
  }

  /** Returns the access token of new tokens that follow upon a generation. */
  static RenewedToken after(long generation, NewTokens tokens) {
    return new RenewedToken(
        generation + 1,
        new AccessToken(
            tokens.accessToken(),
            tokens.requestedAt(),
            tokens.requestedAt().plus(tokens.life()),
            tokens.apiUrl()));
  }
}
