package io.latchkey.operator;

import io.latchkey.mint.AccountSnapshot;
import io.latchkey.observe.AccountReport;
import io.latchkey.page.Html;
import java.time.Instant;

/** The list of facts on the card of an account: times, host and quota. */
final class AccountFactsHtml {

  private AccountFactsHtml() {}

  static Html html(AccountReport report, AccountSnapshot snapshot, Instant now) {
    return Html.element(
        "dl",
        fact("Last ZAK minted", Times.relative(report.mintedAt(), now)),
        fact("Access token expires", expiry(snapshot, now)),
        fact("Zoom's host", snapshot.apiHost() == null ? "not known yet" : snapshot.apiHost()),
        fact("Calls to Zoom", quota(snapshot)),
        fact("Zoom is asked again", nextCall(snapshot, now)));
  }

  private static String expiry(AccountSnapshot snapshot, Instant now) {
    return snapshot.accessTokenExpiresAt() == null
        ? "there is none"
        : Times.relative(snapshot.accessTokenExpiresAt(), now);
  }

  private static String quota(AccountSnapshot snapshot) {
    String allowed = "%s a second at most".formatted(snapshot.callsAllowed());
    return snapshot.callsAllowed() < snapshot.callsConfigured()
        ? "%s (%s configured; Zoom said 429)".formatted(allowed, snapshot.callsConfigured())
        : allowed;
  }

  private static String nextCall(AccountSnapshot snapshot, Instant now) {
    if (snapshot.pausedUntil() != null) {
      return Times.relative(snapshot.pausedUntil(), now);
    }
    return snapshot.accessTokenPausedUntil() == null
        ? "whenever needed"
        : Times.relative(snapshot.accessTokenPausedUntil(), now);
  }

  private static Html fact(String name, String value) {
    return Html.element("div", Html.element("dt", name), Html.element("dd", value));
  }
}
