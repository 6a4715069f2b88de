package io.latchkey.operator;

import io.latchkey.grant.GrantAdministration.AuditEntry;
import io.latchkey.grant.GrantAdministration.Listed;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.Reference;
import io.latchkey.page.Html;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The part of {@code /ops/grants} about one grant: what is known of it, what was done to it, and
 * what can be done.
 *
 * @param accounts the configured accounts of General apps
 * @param formToken of the operator's session
 * @param consents makes the button that lets the user connect again
 */
record GrantCard(Set<String> accounts, String formToken, ConsentSection consents) {

  Html of(Listed grant, List<AuditEntry> audit) {
    Instant now = Instant.now();
    List<Html> rows = new ArrayList<>();
    for (AuditEntry entry : audit) {
      rows.add(Tables.row(Times.absolute(entry.at()), entry.action(), entry.actor()));
    }
    return Html.element(
        "section class=\"card\"",
        Html.element("h2", "Grant " + grant.grant().id()),
        Html.element(
            "dl",
            fact("Account", GrantWords.account(grant.grant().account(), accounts)),
            fact("References", GrantWords.references(grant)),
            fact("Zoom user", GrantWords.user(grant)),
            fact("State", GrantWords.stateAndReason(grant)),
            fact("Connected", Times.relative(grant.consentedAt(), now)),
            fact("Last refresh", Times.relative(grant.rotatedAt(), now)),
            fact("Last use", Times.relative(grant.usedAt(), now))),
        Html.element("div class=\"head\"", actions(grant)),
        Tables.wide("What was done to it", List.of("When", "What", "By whom"), rows));
  }

  private static Html fact(String name, String value) {
    return Html.element("div", Html.element("dt", name), Html.element("dd", value));
  }

  private Html actions(Listed grant) {
    List<Html> buttons = new ArrayList<>();
    if (grant.state() == GrantState.DEAD || grant.state() == GrantState.SUSPECT) {
      buttons.add(button(grant, "retry", "Ask Zoom again"));
    }
    if (grant.state() != GrantState.REMOVED) {
      buttons.add(button(grant, "revoke", "Revoke: tell Zoom and end it"));
    }
    if (accounts.contains(grant.grant().account())) {
      String reference =
          grant.grant().references().stream().map(Reference::value).findFirst().orElse(null);
      buttons.add(consents.reconnect(grant.grant().account(), reference, grant.grant().email()));
    }
    buttons.add(button(grant, "delete", "Delete here, without telling Zoom"));
    buttons.add(button(grant, "export", "Export what is known"));
    return Html.all(buttons);
  }

  private Html button(Listed grant, String action, String label) {
    return ButtonForm.of(
        formToken, "grants/%s/%s".formatted(grant.grant().id(), action), label, "");
  }
}
