package io.latchkey.operator;

import io.latchkey.check.CheckRunner;
import io.latchkey.page.Html;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of the status page with the button "Check now" and the report of the last check.
 *
 * <p>Thread-safe.
 */
public final class CheckSection {

  private final CheckRunner checks;
  private final Sessions sessions;
  private final InstanceSection instances;

  public CheckSection(CheckRunner checks, Sessions sessions, InstanceSection instances) {
    this.instances = instances;
    this.checks = checks;
    this.sessions = sessions;
  }

  Html html(Operator operator, Instant now) {
    List<Html> parts = new ArrayList<>();
    parts.add(Html.element("h2 id=\"check\"", "Check now"));
    parts.add(
        Html.element(
            "p",
            "This instance%s goes all the way to a ZAK for every account, and calls the public URL."
                    .formatted(instances.asInsertion())
                + " The ZAKs are thrown away."));
    if (operator.session() != null) {
      parts.add(
          ButtonForm.of(
              sessions.formToken(operator.session()),
              "check#check",
              "Check now",
              " class=\"main\"" + Html.attribute("data-busy", "Checking…")));
    }
    checks.last().ifPresent(report -> parts.add(CheckReportHtml.of(report, now)));
    return Html.element("section", Html.all(parts));
  }
}
