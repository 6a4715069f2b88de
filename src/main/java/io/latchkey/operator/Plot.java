package io.latchkey.operator;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * A plot of the last hour as a picture (SVG): a bar for each minute, the higher the more. Those who
 * do not see it are told its title and its sums. Colours come from the page's style sheet, so that
 * light and dark are its business.
 */
final class Plot {

  private static final int WIDTH = 300;
  private static final int HEIGHT = 60;

  private Plot() {}

  /**
   * Bars, with others standing on them.
   *
   * @param title what is shown, with its unit
   * @param lower of each minute, oldest first
   * @param upper drawn on top, in the colour of trouble; as many as {@code lower}
   */
  static Html bars(String title, List<Long> lower, List<Long> upper) {
    long most = 1;
    for (int i = 0; i < lower.size(); i++) {
      most = Math.max(most, lower.get(i) + upper.get(i));
    }
    StringJoiner good = new StringJoiner("");
    StringJoiner bad = new StringJoiner("");
    double step = (double) WIDTH / lower.size();
    for (int i = 0; i < lower.size(); i++) {
      double x = i * step;
      double low = height(lower.get(i), most);
      double up = height(upper.get(i), most);
      bar(good, x, HEIGHT - low, step - 1, low);
      bar(bad, x, HEIGHT - low - up, step - 1, up);
    }
    return Html.element(
        "figure",
        Html.element("figcaption", title + ", at most " + most + " a minute"),
        Html.element(
            "svg viewBox=\"0 0 %s %s\" role=\"img\"".formatted(WIDTH, HEIGHT)
                + Html.attribute("aria-label", title + " in the last hour: " + sum(lower, upper)),
            Html.element("path class=\"good\"" + Html.attribute("d", good)),
            Html.element("path class=\"bad\"" + Html.attribute("d", bad))));
  }

  private static String sum(List<Long> lower, List<Long> upper) {
    long fine = lower.stream().mapToLong(Long::longValue).sum();
    long wrong = upper.stream().mapToLong(Long::longValue).sum();
    return "%s, and %s that failed".formatted(fine, wrong);
  }

  private static double height(long count, long most) {
    return (double) HEIGHT * count / most;
  }

  private static void bar(StringJoiner path, double x, double y, double width, double height) {
    if (height > 0) {
      path.add(
          String.format(Locale.ROOT, "M%.1f %.1fh%.1fv%.1fh-%.1fz", x, y, width, height, width));
    }
  }
}
