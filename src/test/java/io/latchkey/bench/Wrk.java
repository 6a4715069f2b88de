package io.latchkey.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends the load by <a href="https://github.com/wg/wrk">wrk</a>, which Debian has as a package. It
 * uses one thread for all connections.
 */
final class Wrk implements Load {

  private static final Pattern TIME = Pattern.compile("([\\d.]+)(us|ms|s|m)");

  static boolean installed() throws InterruptedException {
    try {
      new ProcessBuilder("wrk", "--version")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      return true;
    } catch (IOException notFound) {
      return false;
    }
  }

  @Override
  public String name() {
    return "wrk";
  }

  @Override
  public Result run(URI url, int connections, Duration length) throws IOException {
    Process wrk =
        new ProcessBuilder(
                "wrk",
                "--threads=1",
                "--connections=" + connections,
                "--duration=" + Math.max(1, Math.round(length.toMillis() / 1000.0)) + "s",
                "--timeout=10s",
                "--latency",
                url.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(wrk.getInputStream().readAllBytes(), UTF_8);
    if (said.contains("Non-2xx") || said.contains("Socket errors") || !said.contains("99%")) {
      throw new IOException("wrk says: " + said);
    }
    return new Result(
        Long.parseLong(found(said, "(\\d+) requests in")),
        Double.parseDouble(found(said, "Requests/sec: +([\\d.]+)")),
        time(found(said, "\\n +50% +(\\S+)")),
        time(found(said, "\\n +99% +(\\S+)")));
  }

  private static String found(String said, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(said);
    if (!matcher.find()) {
      throw new IOException("wrk says: " + said);
    }
    return matcher.group(1);
  }

  private static Duration time(String written) throws IOException {
    Matcher matcher = TIME.matcher(written);
    if (!matcher.matches()) {
      throw new IOException("no time: " + written);
    }
    double nanos =
        switch (matcher.group(2)) {
          case "us" -> 1e3;
          case "ms" -> 1e6;
          case "s" -> 1e9;
          default -> 60e9;
        };
    return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * nanos));
  }
}
