package io.latchkey.bench.trouble;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, in the order in which it was added. */
public final class Figures {

  private record Row(Object measured, String bar) {}

  private final Map<String, Row> rows = new LinkedHashMap<>();

  /**
   * Adds a figure.
   *
   * @param bar what it should be; empty for no demand
   */
  public Figures add(String what, Object measured, String bar) {
    rows.put(what, new Row(measured, bar));
    System.out.printf("  %s: %s%s%n", what, measured, bar.isEmpty() ? "" : " (to be " + bar + ")");
    return this;
  }

  /** Returns a figure. */
  Object get(String what) {
    return rows.get(what).measured;
  }

  /** Returns the rows of a Markdown table, with the load of the machine as the last. */
  public String rows(String trouble) {
    StringBuilder text = new StringBuilder();
    rows.forEach(
        (what, row) ->
            text.append("| %s | %s | %s | %s |%n".formatted(trouble, what, row.measured, row.bar)));
    return text.append("| %s | load average at the end | %s | |%n".formatted(trouble, load()))
        .toString();
  }

  /** Returns the load averages of 1, 5 and 15 minutes. */
  public static String load() {
    try {
      String[] parts = Files.readString(Path.of("/proc/loadavg")).split(" ");
      return parts[0] + ", " + parts[1] + ", " + parts[2];
    } catch (IOException noLinux) {
      return "unknown";
    }
  }

  /** Returns median, 99th percentile and worst of some times. */
  public static String spread(Collection<Duration> times) {
    if (times.isEmpty()) {
      return "none";
    }
    List<Duration> sorted = new ArrayList<>(times);
    sorted.sort(null);
    return "median %s, p99 %s, worst %s"
        .formatted(text(at(sorted, 0.5)), text(at(sorted, 0.99)), text(at(sorted, 1)));
  }

  private static Duration at(List<Duration> sorted, double share) {
    return sorted.get((int) Math.min(sorted.size() - 1, (long) (sorted.size() * share)));
  }

  public static String text(Duration time) {
    return time.toMillis() >= 1000
        ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
        : String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
  }
}
