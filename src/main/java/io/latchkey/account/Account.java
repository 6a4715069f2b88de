package io.latchkey.account;

import io.latchkey.secret.Secret;

/**
 * What Latchkey holds credentials of one Zoom app for: a Zoom account (Server-to-Server OAuth app),
 * or the users of a General app, whatever Zoom accounts they belong to.
 *
 * @param name the configured name; {@value #DEFAULT} for the account without a name
 * @param accountId the account id that Zoom shows; empty for a General app
 * @param clientId the app's client id
 * @param clientSecret the app's client secret
 * @param user the user for requests that do not name a user; {@code me} for a General app
 * @param callsPerSecond the most calls to Zoom's API for this account in a second
 * @param app the kind of app that the credentials belong to
 */
public record Account(
    String name,
    String accountId,
    String clientId,
    Secret clientSecret,
    UserId user,
    int callsPerSecond,
    AppKind app) {

  /** The pattern of the names of accounts, pools and callers. */
  public static final String NAME_PATTERN = "[a-z][a-z0-9]*";

  /** The name of the account for requests that do not name an account. */
  public static final String DEFAULT = "default";

  /** Creates an account of a Server-to-Server app. */
  public Account(
      String name,
      String accountId,
      String clientId,
      Secret clientSecret,
      UserId user,
      int callsPerSecond) {
    this(name, accountId, clientId, clientSecret, user, callsPerSecond, AppKind.SERVER_TO_SERVER);
  }

  /** Creates an account of a General app. */
  public static Account ofGeneralApp(
      String name, String clientId, Secret clientSecret, int callsPerSecond) {
    return new Account(
        name, "", clientId, clientSecret, UserId.ME, callsPerSecond, AppKind.GENERAL);
  }
}
