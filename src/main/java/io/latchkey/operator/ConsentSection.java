package io.latchkey.operator;

import io.latchkey.consent.ConsentOutcome;
import io.latchkey.consent.ConsentStore;
import io.latchkey.page.Html;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@code /ops/grants} about users who connect: the form for a consent link, and the
 * consents that have led to no grant.
 *
 * @param accounts the configured accounts of General apps
 * @param formToken of the operator's session
 * @param canMakeLinks whether there is a key that signs consent links
 */
record ConsentSection(Set<String> accounts, String formToken, boolean canMakeLinks) {

  /** Returns the form that makes a consent link; without a key, what to configure. */
  Html form() {
    if (!canMakeLinks) {
      return Html.element(
          "p class=\"soft\"", "Set latchkey.signed-url.key to make consent links: it signs them.");
    }
    List<Html> options = new ArrayList<>();
    for (String account : accounts.stream().sorted().toList()) {
      options.add(Html.element("option", account));
    }
    return Html.element(
        "details",
        Html.element("summary", "Make a consent link"),
        Html.element(
            "form method=\"post\" action=\"consents\" class=\"card\"",
            hidden("csrf", formToken),
            Html.element("label for=\"account\"", "Account "),
            Html.element("select id=\"account\" name=\"account\"", Html.all(options)),
            field("reference", "Reference, your own key for this user"),
            field("expected_email", "Address at Zoom, if only this user may use the link"),
            field(
                "expected_zoom_account",
                "Id of the Zoom account, if only its users may use the link"),
            field("return_url", "Where the user goes in the end, if not to a page of Latchkey"),
            field("expires", "Good for, such as P7D"),
            Html.element("p", Html.element("button class=\"main\"", "Make the link"))));
  }

  private static Html field(String name, String label) {
    return Html.element(
        "p",
        Html.element("label" + Html.attribute("for", name), label + " "),
        Html.single(
            "input autocomplete=\"off\""
                + Html.attribute("id", name)
                + Html.attribute("name", name)));
  }

  private static Html hidden(String name, String value) {
    return Html.single(
        "input type=\"hidden\"" + Html.attribute("name", name) + Html.attribute("value", value));
  }

  /**
   * Returns the button that makes a link by which the user of a grant connects again; nothing
   * without a key.
   *
   * @param reference null if the grant has none
   * @param email null if it is not kept
   */
  Html reconnect(String account, @Nullable String reference, @Nullable String email) {
    if (!canMakeLinks) {
      return Html.NOTHING;
    }
    return Html.element(
        "form method=\"post\" action=\"consents\"",
        hidden("csrf", formToken),
        hidden("account", account),
        hidden("reference", reference == null ? "" : reference),
        hidden("expected_email", email == null ? "" : email),
        Html.element("button", "Link to connect again"));
  }

  /** Returns the consents without a grant, and why users do not come back from Zoom. */
  Html withoutGrant(List<ConsentStore.Listed> consents, URI redirectUri) {
    if (consents.isEmpty()) {
      return Html.NOTHING;
    }
    Instant now = Instant.now();
    List<Html> rows = new ArrayList<>();
    boolean areSomeAway = false;
    for (ConsentStore.Listed consent : consents) {
      areSomeAway |= consent.outcome() == null;
      rows.add(
          Tables.row(
              Times.relative(consent.openedAt(), now),
              consent.account(),
              consent.reference() == null ? "" : consent.reference(),
              words(consent.outcome())));
    }
    return Html.all(
        List.of(
            Tables.wide(
                "Consents that have led to no grant, the newest first",
                List.of("Opened", "Account", "Reference", "Result"),
                rows),
            areSomeAway ? causes(redirectUri) : Html.NOTHING));
  }

  private static String words(@Nullable ConsentOutcome outcome) {
    return outcome == null
        ? "opened, never returned"
        : switch (outcome) {
          case CONNECTED -> "connected";
          case DENIED -> "the user has declined";
          case EXPIRED -> "the page was open for too long";
          case OTHER_BROWSER -> "came back in another browser";
          case WRONG_USER -> "another Zoom user than expected";
          case WRONG_COMPANY -> "a Zoom account that may not connect";
          case REFERENCE_TAKEN -> "the reference belongs to another Zoom user";
          case NO_SCOPE -> "the user has refused every scope that bots need";
          case CODE_REFUSED -> "Zoom did not take its own code any more";
          case APP_REFUSED ->
              "Zoom refuses the app: look at client id, client secret, redirect URI";
          case ZOOM_ERROR -> "Zoom sent an error";
          case NO_ANSWER -> "Zoom did not answer";
          case UNIDENTIFIED ->
              "Zoom did not say who the user is: does the app have user:read:user?";
          case NOT_STORED -> "the database could not take it";
        };
  }

  /** Zoom shows these to the user alone, and tells the app nothing. */
  private static Html causes(URI redirectUri) {
    List<Html> items =
        List.of(
            Html.element(
                "li",
                Html.text(
                    "The redirect URI is not registered. Copy it into OAuth Redirect URL and"
                        + " into the allow list of the app: "),
                Html.element("code", redirectUri.toString())),
            Html.element(
                "li",
                "The app is not published: only users of the Zoom account that owns it can connect."),
            Html.element(
                "li", "The administrator of the user's Zoom account must approve the app first."),
            Html.element(
                "li",
                "Client id and secret are of another app, or of the other environment"
                    + " (development or production)."));
    return Html.element(
        "section class=\"card warn\"",
        Html.element("h3", "Users who do not return"),
        Html.element("p", "They declined, or Zoom has shown them an error that only they can see:"),
        Html.element("ol", Html.all(items)));
  }
}
