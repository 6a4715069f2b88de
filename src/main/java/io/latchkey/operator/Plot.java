package io.latchkey.operator;

import java.util.List;

/**
 * A plot of the last hour as a picture (SVG): a bar for each minute, the higher the more. Those who
 * do not see it are told its title and what it adds up to. Colours come from the page's style
 * sheet, so that light and dark are its business.
 */
final class Plot {

  private static final int STEP = 5;
  private static final int BAR = 4;
  private static final int HEIGHT = 60;

  private Plot() {}

  /**
   * Bars, with others standing on them.
   *
   * @param title what is shown, with its unit
   * @param sum what it adds up to, in words
   * @param lower of each minute, oldest first
   * @param upper drawn on top, in the colour of trouble; as many as {@code lower}
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

  /** What there is at all is seen. */
  private static long height(long count, long most) {
    return count == 0 ? 0 : Math.max(1, HEIGHT * count / most);
  }

  private static void bar(StringBuilder path, int minute, long top, long height) {
    if (height > 0) {
      path.append("M%s %sh%sv%sh-%sz".formatted(minute * STEP, HEIGHT - top, BAR, height, BAR));
    }
  }
}
