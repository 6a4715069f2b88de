package io.latchkey.account;

import io.latchkey.secret.Secret;

/**
 * A Zoom account with the credentials of its Server-to-Server OAuth app.
 *
 * @param name the configured name; {@value #DEFAULT} for the account without a name
 * @param accountId the account id that Zoom shows
 * @param clientId the app's client id
 * @param clientSecret the app's client secret
 * @param user the user for requests that do not name a user
 * @param callsPerSecond the most calls to Zoom's API for this account in a second
 */
public record Account(
    String name,
    String accountId,
    String clientId,
    Secret clientSecret,
    UserId user,
    int callsPerSecond) {

  /** The pattern of the names of accounts, pools and callers. */
  public static final String NAME_PATTERN = "[a-z][a-z0-9]*";

  /** The name of the account for requests that do not name an account. */
  public static final String DEFAULT = "default";
}
