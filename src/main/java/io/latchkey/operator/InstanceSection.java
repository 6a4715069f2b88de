package io.latchkey.operator;

import io.latchkey.instance.Instances;
import io.latchkey.instance.SeenInstance;
import io.latchkey.page.Html;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of the status page that lists the instances that share the database.
 *
 * <p>Thread-safe.
 *
 * @param instances null if nothing is shared
 */
public record InstanceSection(@Nullable Instances instances) {

  Html html() {
    if (instances == null) {
      return Html.NOTHING;
    }
    return Html.all(
        List.of(
            Html.element("h2", "Instances"),
            instances.seen().isEmpty()
                ? Html.element(
                    "p", "No other instance is known: the database could not be used so far.")
                : table(instances),
            Html.element(
                "p class=\"soft\"",
                "The table is a few seconds old, and says what each instance holds now: grants that it"
                    + " refreshes, access tokens that it has fetched for all, and seats in meetings"
                    + " that it has given to bots. An instance that has ended without notice stays"
                    + " here for five minutes."),
            Html.element(
                "p class=\"soft\"",
                "Accounts, failures, metrics and checks on this page are those of this instance. To"
                    + " see another one, open its own address instead of the load balancer's.")));
  }

  private static Html table(Instances instances) {
    List<Html> rows = new ArrayList<>();
    for (SeenInstance each : instances.seen()) {
      boolean isThis = each.name().equals(instances.name());
      rows.add(
          Tables.row(
              each.name() + (isThis ? " (this one)" : ""),
              Times.inWords(each.startedAgo()),
              each.isLive() ? "lives" : "silent for " + Times.inWords(each.reportedAgo()),
              Integer.toString(each.holdings().refreshes()),
              Integer.toString(each.holdings().accessTokens()),
              Integer.toString(each.holdings().seats())));
    }
    return Tables.wide(
        "Instances that share this database",
        List.of(
            "Instance",
            "Up for",
            "State",
            "Grants being refreshed",
            "Access tokens fetched for all",
            "Seats in meetings"),
        rows);
  }

  /** Returns the name of this instance between commas, after a noun; empty if nothing is shared. */
  String asInsertion() {
    return instances == null ? "" : ", " + instances.name() + ",";
  }
}
