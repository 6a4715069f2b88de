package io.latchkey.operator;

import io.latchkey.page.Html;
import java.util.List;
import java.util.stream.Stream;

/** Writes tables with the captions and scopes that screen readers need. */
final class Tables {

  private Tables() {}

  static Html row(String... cells) {
    return Html.element(
        "tr", Html.all(Stream.of(cells).map(cell -> Html.element("td", cell)).toList()));
  }

  static Html head(List<String> names) {
    return Html.element(
        "thead",
        Html.element(
            "tr",
            Html.all(names.stream().map(name -> Html.element("th scope=\"col\"", name)).toList())));
  }

  /** Writes a wide table, which scrolls sideways on a narrow screen. */
  static Html wide(String caption, List<String> names, List<Html> rows) {
    return Html.element(
        "div class=\"card scroll\" tabindex=\"0\" role=\"region\""
            + Html.attribute("aria-label", caption),
        Html.element(
            "table",
            Html.element("caption", caption),
            head(names),
            Html.element("tbody", Html.all(rows))));
  }
}
