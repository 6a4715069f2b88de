package io.latchkey.grant;

import io.latchkey.account.Account;
import io.latchkey.secret.Secret;

/**
 * The call to Zoom by which a refresh token is exchanged for a new pair (RFC 6749, 6). Thread-safe.
 */
@FunctionalInterface
public interface RefreshCall {

  /**
   * Sends a refresh token, once. Blocks for 30 seconds at most, and is never cancelled: a request
   * that was sent cannot be taken back, and its answer holds the only refresh token that is good
   * afterwards.
   *
   * @param trace the id in the log of the request that it is made for; empty without an id
   */
  RefreshAnswer refresh(Account account, Secret refreshToken, String trace);
}
