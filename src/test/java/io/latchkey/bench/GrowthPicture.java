package io.latchkey.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws the time for a hit over the number of users, as SVG. The axis of users is logarithmic. */
final class GrowthPicture {

  /** The time for a hit, in nanoseconds, with a number of users in memory. */
  record Point(int users, double nanos) {}

  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int MARGIN = 60;
  private static final double DECADES = 5;

  private GrowthPicture() {}

  static String of(List<Point> points) {
    double most = 1.2 * points.stream().mapToDouble(Point::nanos).max().orElseThrow();
    String line =
        points.stream()
            .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x(point), y(point, most)))
            .collect(Collectors.joining(" "));
    String marks =
        points.stream()
            .map(
                point ->
                    String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#2563eb\"/>"
                            + "<text x=\"%.1f\" y=\"%.1f\">%.0f ns</text>"
                            + "<text x=\"%.1f\" y=\"%d\">%,d</text>%n",
                        x(point),
                        y(point, most),
                        x(point),
                        y(point, most) - 12,
                        point.nanos,
                        x(point),
                        HEIGHT - MARGIN + 22,
                        point.users))
            .collect(Collectors.joining());
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13" text-anchor="middle">
        <title>Time for a hit, by the number of users in memory</title>
        <rect width="100%%" height="100%%" fill="#fff"/>
        <path d="M%d %dV%dH%d" fill="none" stroke="#6b7280"/>
        <polyline points="%s" fill="none" stroke="#2563eb" stroke-width="2"/>
        %s<text x="%d" y="%d">users in memory</text>
        </svg>
        """
        .formatted(
            WIDTH,
            HEIGHT,
            MARGIN,
            MARGIN / 2,
            HEIGHT - MARGIN,
            WIDTH - MARGIN / 2,
            line,
            marks,
            WIDTH / 2,
            HEIGHT - 12);
  }

  private static double x(Point point) {
    return MARGIN + 20 + Math.log10(point.users) / DECADES * (WIDTH - 2 * MARGIN - 20);
  }

  private static double y(Point point, double most) {
    return HEIGHT - MARGIN - point.nanos / most * (HEIGHT - 1.5 * MARGIN);
  }
}
