package io.latchkey.operator;

import static java.util.stream.Collectors.joining;

import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantAdministration.Count;
import io.latchkey.grant.GrantAdministration.Filter;
import io.latchkey.grant.GrantAdministration.Listed;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.Reference;
import jakarta.enterprise.context.Dependent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page {@code /ops/grants}: the grants by state, in words, and a list of them. It holds no
 * token.
 */
@Dependent
public class GrantPage {

  /**
   * Returns the page.
   *
   * @param most how many grants are listed at most; the page links to the rest
   */
  String of(Filter filter, List<Listed> listed, List<Count> counts, int most) {
    List<Html> parts = new ArrayList<>();
    parts.add(Html.element("p", Html.element("a href=\"status\"", "Status")));
    parts.add(countTable(counts));
    parts.add(grantTable(filter, listed));
    if (listed.size() == most) {
      parts.add(next(filter, listed.get(most - 1)));
    }
    return Page.of(
        "Latchkey: grants",
        Html.all(
            List.of(
                Html.element("header", Html.element("h1", "Grants")),
                Html.element("main", Html.all(parts)))));
  }

  private static Html countTable(List<Count> counts) {
    if (counts.isEmpty()) {
      return Html.element("p", "There are no grants yet.");
    }
    List<Html> rows = new ArrayList<>();
    for (Count count : counts) {
      String link =
          "a"
              + Html.attribute(
                  "href",
                  "grants?account=%s&state=%s".formatted(count.account(), count.state().text()));
      rows.add(
          Html.element(
              "tr",
              Html.element("td", count.account()),
              Html.element("td", Html.element(link, inWords(count.state()))),
              Html.element("td", Long.toString(count.grants()))));
    }
    return Tables.wide("Grants by state", List.of("Account", "State", "Grants"), rows);
  }

  private static Html grantTable(Filter filter, List<Listed> listed) {
    Instant now = Instant.now();
    List<Html> rows = new ArrayList<>();
    for (Listed grant : listed) {
      rows.add(
          Tables.row(
              grant.grant().id().value(),
              grant.grant().account(),
              grant.grant().references().stream().map(Reference::value).collect(joining(", ")),
              grant.grant().email() == null ? grant.grant().zoomUserId() : grant.grant().email(),
              inWords(grant.state()) + reason(grant.reason()),
              Times.relative(grant.rotatedAt(), now)));
    }
    String what =
        filter.state() == null ? "All grants" : "Grants that are " + filter.state().text();
    return Tables.wide(
        what + ", in the order of their ids",
        List.of("Grant", "Account", "References", "Zoom user", "State", "Last refresh"),
        rows);
  }

  private static Html next(Filter filter, Listed last) {
    String link =
        "grants?account=%s&state=%s&after=%s"
            .formatted(
                filter.account() == null ? "" : filter.account(),
                filter.state() == null ? "" : filter.state().text(),
                last.grant().id());
    return Html.element("p", Html.element("a" + Html.attribute("href", link), "More grants"));
  }

  private static String inWords(GrantState state) {
    return switch (state) {
      case ACTIVE -> "works";
      case SUSPECT -> "refused once, asked again within a minute";
      case DEAD -> "the user must connect again";
      case REMOVED -> "ended";
    };
  }

  private static String reason(@Nullable String reason) {
    if (reason == null) {
      return "";
    }
    return switch (reason) {
      case Grant.Reason.ANSWER_LOST -> ": an answer of Zoom with the newest token was lost";
      case Grant.Reason.REFUSED -> ": Zoom refuses its refresh token";
      case Grant.Reason.REVOKED -> ": an operator has revoked it";
      case Grant.Reason.HANDED_OVER -> ": it was handed over to other software";
      default -> ": " + reason;
    };
  }
}
