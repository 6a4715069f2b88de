package io.latchkey.zoom;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.token.Remedy;

/**
 * What an operator can do about credentials that Zoom's token endpoint refuses.
 *
 * @param remedy for the status page
 * @param logHint the same in short, for the line of the log
 */
record CredentialRemedy(Remedy remedy, String logHint) {

  private static final String GENERAL_APP = "marketplace.zoom.us → Manage → your General app";

  private static String app(Account account) {
    return account.app() == AppKind.GENERAL ? GENERAL_APP : Remedies.APP;
  }

  /**
   * @param error the {@code error} of the token endpoint (RFC 6749, 5.2)
   */
  static CredentialRemedy of(String error, Account account) {
    String keys = keys(account);
    if (account.app() == AppKind.GENERAL && !error.equals("invalid_client")) {
      return generalApp(keys);
    }
    return switch (error) {
      case "invalid_client" ->
          new CredentialRemedy(
              credentials(account, keys),
              "check %sclient-id and %sclient-secret against the app's credentials in the Zoom App"
                      .formatted(keys, keys)
                  + " Marketplace, and that the app is activated");
      case "invalid_request", "invalid_grant" ->
          new CredentialRemedy(
              accountId(keys),
              "check %saccount-id against the app's credentials in the Zoom App Marketplace"
                  .formatted(keys));
      case "unsupported_grant_type", "unauthorized_client" ->
          new CredentialRemedy(
              appType(), "the app must be of the type Server-to-Server OAuth, and activated");
      default ->
          new CredentialRemedy(
              Remedies.refused(),
              "check the app in the Zoom App Marketplace: its type, and that it is activated");
    };
  }

  private static CredentialRemedy generalApp(String keys) {
    return new CredentialRemedy(
        new Remedy(
            "Zoom refuses the app",
            GENERAL_APP
                + " → see that it is a General app, that it is not deactivated, and that its client"
                + " id is that of %sclient-id.".formatted(keys)),
        "the app must be a General app, and not be deactivated");
  }

  private static Remedy credentials(Account account, String keys) {
    return new Remedy(
        "Zoom refuses the client id or the client secret",
        app(account)
            + " → App Credentials: copy Client ID and Client Secret into %sclient-id and"
                .formatted(keys)
            + " .client-secret, without blanks. If they are the same, see that the app is activated"
            + " (Activation). A secret that was regenerated ends the old one at once.");
  }

  private static Remedy accountId(String keys) {
    return new Remedy(
        "Zoom does not take the account id",
        Remedies.APP
            + " → App Credentials: copy Account ID (not the account number of your profile) into"
            + " %saccount-id.".formatted(keys));
  }

  private static Remedy appType() {
    return new Remedy(
        "The app is not of the type Server-to-Server OAuth",
        "marketplace.zoom.us → Develop → Build App → Server-to-Server OAuth, then its credentials.");
  }

  private static String keys(Account account) {
    return account.name().equals(Account.DEFAULT)
        ? "latchkey.zoom."
        : "latchkey.zoom.account." + account.name() + ".";
  }
}
