package io.latchkey.account;

import io.latchkey.secret.Secret;

/**
 * A Zoom account with the credentials of its Server-to-Server OAuth app.
 *
 * @param name the configured name; {@value #DEFAULT} for the account without a name
 * @param accountId Zoom's account id
 * @param clientId the app's client id
 * @param clientSecret the app's client secret
 * @param user the user for requests that name none
 * @param callsPerSecond how many calls to Zoom's API a second are made for it at most
 */
public record Account(
    String name,
    String accountId,
    String clientId,
    Secret clientSecret,
    UserId user,
    int callsPerSecond) {

  /** How accounts are named, and pools and callers too. */
  public static final String NAME_PATTERN = "[a-z][a-z0-9]*";

  /** The account of a request that names none. */
  public static final String DEFAULT = "default";
}
