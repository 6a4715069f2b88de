package io.latchkey.operator;

import io.latchkey.observe.RecentFailures;
import io.latchkey.page.Html;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of the status page that shows the last callbacks without a token.
 *
 * <p>Thread-safe.
 */
public final class FailureSection {

  private final RecentFailures failures;

  public FailureSection(RecentFailures failures) {
    this.failures = failures;
  }

  Html html() {
    List<Html> rows = new ArrayList<>();
    for (RecentFailures.Failed failed : failures.all()) {
      rows.add(
          Html.element(
              "tr",
              Html.element("td", Times.absolute(failed.at())),
              Html.element("td", Integer.toString(failed.status())),
              Html.element("td", failed.asked()),
              Html.element("td", failed.why()),
              Html.element("td", Html.element("code", failed.instance()))));
    }
    Html table =
        rows.isEmpty()
            ? Html.element("p class=\"soft\"", "None since the start.")
            : Tables.wide(
                "The last 20 callbacks without a token; the platform saw the instance",
                List.of("At", "Status", "Asked for", "Why", "Instance"),
                rows);
    return Html.all(List.of(Html.element("h2", "Recent failures"), table));
  }
}
