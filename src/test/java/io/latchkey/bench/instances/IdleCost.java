package io.latchkey.bench.instances;

import io.latchkey.bench.grants.Statements;
import io.latchkey.bench.trouble.Figures;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The statements of instances that nobody asks, and of those that answer from memory. */
record IdleCost(Together together, Figures figures) {

  private static final int SECONDS = 120;

  void run(double scale) throws Exception {
    together.start();
    for (int server = 0; server < together.servers.size(); server++) {
      together.zak(server, "").join();
    }
    // The counts and erasures of the start are over then.
    TimeUnit.SECONDS.sleep(20);
    int seconds = (int) Math.max(30, SECONDS * scale);
    Statements begin = Statements.of(together.postgres);
    TimeUnit.SECONDS.sleep(seconds);
    Statements idle = Statements.of(together.postgres).since(begin);
    figures.add("servers", together.names(), "");
    figures.add(
        "statements a second of each instance that nobody asks",
        text(idle.total(), seconds * together.servers.size()),
        "at most 2");
    idle.calls().entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .sorted((one, other) -> Long.compare(other.getValue(), one.getValue()))
        .forEach(
            each -> System.out.printf("  %d of: %s%n", each.getValue(), firstLine(each.getKey())));
  }

  private static String text(long statements, int times) {
    return String.format(Locale.ROOT, "%.2f", (double) statements / times);
  }

  private static String firstLine(String sql) {
    String line = sql.strip().replaceAll("\\s+", " ");
    return line.substring(0, Math.min(100, line.length()));
  }
}
