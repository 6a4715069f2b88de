package io.latchkey.grant;

import io.latchkey.account.Account;
import io.latchkey.token.Remedy;
import io.latchkey.token.TokenFailure;
import java.time.Duration;

/** The failures of callers who ask for the token of a grant. */
final class GrantFailures {

  private static final String TRY_AGAIN =
      "The grant of this Zoom user is being checked. Try again.";

  private static final Remedy CONNECT_AGAIN =
      new Remedy(
          "The consent of this Zoom user has ended",
          "Send the user a consent link, so that the user connects again.");

  private GrantFailures() {}

  static TokenFailure unknown() {
    return new TokenFailure.Unknown("no such grant");
  }

  /**
   * Throws what a caller gets for a grant that cannot be refreshed at all.
   *
   * @throws TokenFailure if the user must connect again, or if the grant is one of another app
   */
  static void throwUnlessAlive(Account account, Grant grant) {
    if (grant.status().state() == GrantState.DEAD
        || grant.status().state() == GrantState.REMOVED
        || grant.tokens().refreshToken() == null) {
      throw ended(grant);
    }
    // With another app's client id Zoom would refuse a token that is good.
    if (!grant.owner().clientId().equals(account.clientId())) {
      throw ofOtherApp(grant);
    }
  }

  static TokenFailure ended(Grant grant) {
    return new TokenFailure.Ended(
            "The Zoom user must connect again.",
            "grant %s is %s: %s"
                .formatted(grant.id(), grant.status().state().text(), grant.status().reason()))
        .withRemedy(CONNECT_AGAIN);
  }

  private static TokenFailure ofOtherApp(Grant grant) {
    return new TokenFailure.Refused(
        "The app of this grant is not the configured one; the log says more.",
        "grant %s belongs to client id %s, which is not that of account %s; nothing is asked of Zoom"
            .formatted(grant.id(), grant.owner().clientId(), grant.owner().account()));
  }

  static TokenFailure withoutAccount(Grant grant) {
    return new TokenFailure.Refused(
        "The account of this grant is not configured. Configure it, or delete the grant.",
        "grant %s belongs to account %s, which is no account of a General app"
            .formatted(grant.id(), grant.owner().account()));
  }

  static TokenFailure later(Grant grant, String what, Duration pause) {
    return TokenFailure.Unavailable.limited(
        TRY_AGAIN, "grant %s: %s".formatted(grant.id(), what), pause);
  }

  static TokenFailure setBack(Grant grant) {
    return later(grant, "its last refresh failed", grant.status().setback());
  }

  static TokenFailure stillRefreshed(GrantId grant) {
    return TokenFailure.Unavailable.limited(
        TRY_AGAIN, "grant %s: its refresh takes long".formatted(grant), Duration.ofSeconds(5));
  }

  static TokenFailure databaseAway(DatabaseUnavailable unavailable) {
    return TokenFailure.Unavailable.limited(
        "Latchkey's database cannot be reached. Try again.",
        "database: " + unavailable.diagnosis(),
        Duration.ofSeconds(5));
  }
}
