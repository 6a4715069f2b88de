package io.latchkey.account;

import io.latchkey.secret.Secret;

/**
 * A Zoom account with the credentials of its Server-to-Server OAuth app.
 *
 * @param name the configured name; {@value #DEFAULT} for the one without a name
 * @param accountId Zoom's account id
 * @param clientId the app's client id
 * @param clientSecret the app's client secret
 * @param user whose ZAK a caller gets who names no user
 */
public record Account(
    String name, String accountId, String clientId, Secret clientSecret, UserId user) {

  /** The account of a request that names none. */
  public static final String DEFAULT = "default";
}
