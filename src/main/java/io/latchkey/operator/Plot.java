package io.latchkey.operator;

import io.latchkey.page.Html;
import java.util.List;

/**
 * A bar chart of the last hour as SVG, with a bar for each minute. Screen readers read its title
 * and its sum. The colours come from the page's style sheet, which knows light and dark.
 */
final class Plot {

  private static final int STEP = 5;
  private static final int BAR = 4;
  private static final int HEIGHT = 60;

  private Plot() {}

  /**
   * Draws stacked bars.
   *
   * @param sum the sum of all bars, in words
   * @param lower the lower bar of each minute, oldest first
   * @param upper the bar on top of it, in the colour of failures; as many as {@code lower}
   */
  static Html bars(String title, String sum, List<Long> lower, List<Long> upper) {
    long most = 1;
    for (int i = 0; i < lower.size(); i++) {
      most = Math.max(most, lower.get(i) + upper.get(i));
    }
    StringBuilder good = new StringBuilder();
    StringBuilder bad = new StringBuilder();
    for (int i = 0; i < lower.size(); i++) {
      long low = height(lower.get(i), most);
      long both = height(lower.get(i) + upper.get(i), most);
      bar(good, i, low, low);
      bar(bad, i, both, both - low);
    }
    String size = "svg viewBox=\"0 0 %s %s\" preserveAspectRatio=\"none\" role=\"img\"";
    return Html.element(
        "figure",
        Html.element("figcaption", "%s: %s".formatted(title, sum)),
        Html.element(
            size.formatted(STEP * lower.size(), HEIGHT)
                + Html.attribute("aria-label", title + " in the last hour: " + sum),
            Html.element("path class=\"good\"" + Html.attribute("d", good)),
            Html.element("path class=\"bad\"" + Html.attribute("d", bad))));
  }

  /** Returns at least 1 for a count above 0, so that a single event is seen. */
  private static long height(long count, long most) {
    return count == 0 ? 0 : Math.max(1, HEIGHT * count / most);
  }

  private static void bar(StringBuilder path, int minute, long top, long height) {
    if (height > 0) {
      path.append("M%s %sh%sv%sh-%sz".formatted(minute * STEP, HEIGHT - top, BAR, height, BAR));
    }
  }
}
