package io.latchkey.operator;

import io.latchkey.check.CheckReport;
import io.latchkey.check.Step;
import io.latchkey.page.Html;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The report of a check as HTML. Parts that need no action are folded. */
final class CheckReportHtml {

  private CheckReportHtml() {}

  static Html of(CheckReport report, Instant now) {
    List<Html> parts = new ArrayList<>();
    parts.add(
        Html.element(
            "p",
            "Checked at %s, in %s ms: %s"
                .formatted(
                    Times.relative(report.at(), now),
                    report.took().toMillis(),
                    report.passed() ? "nothing failed." : "something failed.")));
    report.accounts().forEach(of -> parts.add(steps("Account " + of.account(), of.steps())));
    parts.add(steps("From the platform to here", report.publicUrl()));
    return Html.all(parts);
  }

  private static Html steps(String title, List<Step> steps) {
    List<Html> rows = new ArrayList<>();
    for (Step step : steps) {
      rows.add(
          Html.element(
              "tr",
              Html.element("th scope=\"row\"", step.name()),
              Html.element("td", mark(step.result())),
              Html.element(
                  "td",
                  Html.text(step.finding()),
                  step.next() == null
                      ? Html.NOTHING
                      : Html.element("p class=\"next\"", step.next()))));
    }
    boolean allWell = steps.stream().allMatch(CheckReportHtml::needsNoAction);
    return Html.element(
        "details class=\"card\"" + (allWell ? "" : " open"),
        Html.element(
            "summary",
            Html.element("span class=\"summary\"", title),
            allWell ? mark(Step.Result.PASSED) : worst(steps)),
        Html.element(
            "table class=\"steps\"",
            Html.element("caption", "Step by step: " + title),
            Tables.head(List.of("Step", "Result", "Finding, and what to do")),
            Html.element("tbody", Html.all(rows))));
  }

  private static boolean needsNoAction(Step step) {
    return step.next() == null;
  }

  private static Html worst(List<Step> steps) {
    boolean failed = steps.stream().anyMatch(step -> step.result() == Step.Result.FAILED);
    return mark(failed ? Step.Result.FAILED : Step.Result.DOUBTFUL);
  }

  private static Html mark(Step.Result result) {
    return switch (result) {
      case PASSED -> Html.element("span class=\"badge good\"", "✓ passed");
      case DOUBTFUL -> Html.element("span class=\"badge warn\"", "! doubtful");
      case FAILED -> Html.element("span class=\"badge bad\"", "✗ failed");
      case SKIPPED -> Html.element("span class=\"badge idle\"", "○ not looked at");
    };
  }
}
