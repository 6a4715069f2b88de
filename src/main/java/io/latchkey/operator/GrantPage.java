package io.latchkey.operator;

import io.latchkey.consent.ConsentLink;
import io.latchkey.consent.ConsentStore;
import io.latchkey.grant.GrantAdministration.AuditEntry;
import io.latchkey.grant.GrantAdministration.Count;
import io.latchkey.grant.GrantAdministration.Filter;
import io.latchkey.grant.GrantAdministration.Listed;
import io.latchkey.grant.GrantState;
import io.latchkey.operator.GrantImport.LineResult;
import io.latchkey.page.Html;
import io.latchkey.page.Page;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The page {@code /ops/grants}: the grants by state, in words, a list of them, and the forms to
 * change them. It holds no token.
 *
 * @param accounts the configured accounts of General apps
 * @param formToken of the operator's session
 * @param canMakeLinks whether there is a key that signs consent links
 */
record GrantPage(Set<String> accounts, String formToken, boolean canMakeLinks) {

  /**
   * Consents that have led to no grant.
   *
   * @param redirectUri that must be registered at Zoom
   */
  record Consents(List<ConsentStore.Listed> withoutGrant, URI redirectUri) {}

  /**
   * What the page shows.
   *
   * @param listed the grants that the filter lets through
   * @param audit of the grant, if the filter names one; else empty
   * @param consents of users who were to connect
   */
  record Content(
      Filter filter,
      List<Listed> listed,
      List<Count> counts,
      List<AuditEntry> audit,
      Consents consents) {

    private @Nullable Listed only() {
      return filter.name() != null && listed.size() == 1 ? listed.get(0) : null;
    }
  }

  /**
   * Returns the page.
   *
   * @param most how many grants are listed at most; the page links to the rest
   */
  String of(Content content, int most) {
    List<Html> parts = new ArrayList<>();
    parts.add(search(content.filter()));
    ConsentSection consents = new ConsentSection(accounts, formToken, canMakeLinks);
    Listed only = content.only();
    if (only == null) {
      parts.add(countTable(content.counts()));
      parts.add(grantTable(content.filter(), content.listed()));
    } else {
      parts.add(new GrantCard(accounts, formToken, consents).of(only, content.audit()));
    }
    if (content.listed().size() == most) {
      parts.add(next(content.filter(), content.listed().get(most - 1)));
    }
    parts.add(consents.form());
    if (only == null) {
      Consents seen = content.consents();
      parts.add(consents.withoutGrant(seen.withoutGrant(), seen.redirectUri()));
    }
    parts.add(importForm());
    return page("Grants", parts);
  }

  /** Returns the page that shows what became of an import. */
  String ofImport(List<LineResult> results) {
    List<Html> rows = new ArrayList<>();
    for (LineResult result : results) {
      rows.add(
          Tables.row(
              Integer.toString(result.line()),
              result.result().replace('_', ' '),
              result.grant() == null ? "" : result.grant().value(),
              result.detail() == null ? "" : result.detail()));
    }
    return page(
        "Import of grants",
        List.of(Tables.wide("Lines", List.of("Line", "Result", "Grant", "Detail"), rows)));
  }

  /** Returns the page that shows a consent link, once. */
  String ofLink(String url, ConsentLink link) {
    return page(
        "Consent link",
        List.of(
            Html.element(
                "section class=\"card\"",
                Html.element("label for=\"link\"", "Send this to the user: "),
                Html.single("input id=\"link\" readonly" + Html.attribute("value", url)),
                Html.element(
                    "p class=\"soft\"",
                    "Good until %s, or until the user has connected. Whoever opens it can connect"
                            .formatted(Times.absolute(link.expiresAt()))
                        + whoMay(link.expected())))));
  }

  private static String whoMay(ConsentLink.Expected expected) {
    if (expected.email() != null) {
      return ", but only " + expected.email() + ".";
    }
    return expected.zoomAccountId() == null
        ? ": give it to nobody else."
        : ", but only users of the Zoom account " + expected.zoomAccountId() + ".";
  }

  private static String page(String title, List<Html> parts) {
    Html links =
        Html.element(
            "p",
            Html.element("a href=\"status\"", "Status"),
            Html.text(" "),
            Html.element("a href=\"grants\"", "All grants"));
    return Page.of(
        "Latchkey: " + title.toLowerCase(Locale.ROOT),
        Html.all(
            List.of(
                Html.element("header", Html.element("h1", title), links),
                Html.element("main", Html.all(parts)))));
  }

  private static Html search(Filter filter) {
    String name = filter.name() == null ? "" : filter.name();
    return Html.element(
        "form method=\"get\" action=\"grants\" role=\"search\"",
        Html.element("label for=\"name\"", "Id, reference, Zoom id or e-mail address "),
        Html.single("input id=\"name\" name=\"name\"" + Html.attribute("value", name)),
        Html.text(" "),
        Html.element("button", "Find"));
  }

  private Html countTable(List<Count> counts) {
    if (counts.isEmpty()) {
      return Html.element("p", "There are no grants yet.");
    }
    List<Html> rows = new ArrayList<>();
    for (Count count : counts) {
      String link = link(count.account(), count.state(), "");
      rows.add(
          Html.element(
              "tr",
              Html.element("td", GrantWords.account(count.account(), accounts)),
              Html.element("td", Html.element(link, GrantWords.state(count.state()))),
              Html.element("td", Long.toString(count.grants()))));
    }
    return Tables.wide("Grants by state", List.of("Account", "State", "Grants"), rows);
  }

  private static String link(String account, @Nullable GrantState state, String after) {
    return "a"
        + Html.attribute(
            "href",
            "grants?account=%s&state=%s%s"
                .formatted(account, state == null ? "" : state.text(), after));
  }

  private Html grantTable(Filter filter, List<Listed> listed) {
    Instant now = Instant.now();
    List<Html> rows = new ArrayList<>();
    for (Listed grant : listed) {
      String id = grant.grant().id().value();
      rows.add(
          Html.element(
              "tr",
              Html.element(
                  "td", Html.element("a" + Html.attribute("href", "grants?name=" + id), id)),
              cells(
                  GrantWords.account(grant.grant().account(), accounts),
                  GrantWords.references(grant),
                  GrantWords.user(grant),
                  GrantWords.stateAndReason(grant),
                  Times.relative(grant.rotatedAt(), now),
                  Times.relative(grant.usedAt(), now))));
    }
    String what =
        filter.state() == null ? "All grants" : "Grants that are " + filter.state().text();
    if (filter.name() != null && listed.isEmpty()) {
      return Html.element("p", "There is no grant of this name.");
    }
    return Tables.wide(
        what + ", in the order of their ids",
        List.of("Grant", "Account", "References", "Zoom user", "State", "Last refresh", "Last use"),
        rows);
  }

  private static Html cells(String... texts) {
    return Html.all(Stream.of(texts).map(text -> Html.element("td", text)).toList());
  }

  private static Html next(Filter filter, Listed last) {
    String account = filter.account() == null ? "" : filter.account();
    String after = "&after=" + last.grant().id();
    return Html.element("p", Html.element(link(account, filter.state(), after), "More grants"));
  }

  private Html importForm() {
    Html hint =
        Html.element(
            "p class=\"soft\"",
            "One JSON object a line. Stop the other software that refreshes these grants first: one"
                + " refresh token has one holder.");
    return Html.element(
        "details",
        Html.element("summary", "Import grants"),
        Html.element(
            "form method=\"post\" action=\"grants\" class=\"card\"",
            hint,
            Html.single("input type=\"hidden\" name=\"csrf\"" + Html.attribute("value", formToken)),
            Html.element("label for=\"lines\"", "Lines"),
            Html.element("textarea id=\"lines\" name=\"lines\" rows=\"8\" required", ""),
            mode("dry-run", "Only read the lines"),
            mode("store", "Import"),
            mode("refresh", "Import and refresh at once")));
  }

  private static Html mode(String value, String label) {
    return Html.element("button name=\"mode\"" + Html.attribute("value", value), label);
  }
}
