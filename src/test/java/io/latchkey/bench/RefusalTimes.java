package io.latchkey.bench;

import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Measures how long a caller with narrow rights waits for a 404, by what it may not have: an
 * account that exists, one that does not exist, a user, another kind of token. If the times
 * differed, the caller could learn what exists. The requests are sent in turn, one at a time, on a
 * warm server. {@code nowhere} stands twice; the difference between the two rows is the noise.
 */
public final class RefusalTimes {

  private static final String NARROW = "narrow-callback-token-0123456789abcdef";
  private static final int ROUNDS = Integer.getInteger("bench.refusals", 6_000);
  private static final List<Refused> REFUSED =
      List.of(
          new Refused("an account that there is not", "zak?account=nowhere"),
          new Refused("the same again", "zak?account=nowhere"),
          new Refused("an account that there is", "zak?account=sales"),
          new Refused("a user that there is", "zak?user=anna"),
          new Refused("an OBF token", "obf?user=anna&meeting_id=12345678901"),
          new Refused("a join token", "join-token?meeting_id=12345678901"));

  private record Refused(String name, String path) {}

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RefusalTimes() {}

  public static void main(String... args) throws IOException, InterruptedException {
    new RefusalTimes().run();
  }

  private void run() throws IOException, InterruptedException {
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        Server server = Rig.server(ServerKind.PAYARA_MICRO, "refusals")) {
      Rig.start(server, keys(zoom));
      System.out.printf("%d of each to warm up, then %d%n", ROUNDS, ROUNDS);
      measure(server, new long[REFUSED.size()][ROUNDS]);
      long[][] nanos = new long[REFUSED.size()][ROUNDS];
      measure(server, nanos);
      report(nanos);
    }
  }

  private static Map<String, String> keys(ZoomSimulator zoom) {
    Map<String, String> keys = Server.configuration(zoom, "bench", Rig.TOKEN);
    Server.addAccounts(keys, zoom, List.of("sales"));
    keys.put("latchkey.callers", "narrow");
    keys.put("latchkey.caller.narrow.token", NARROW);
    keys.put("latchkey.caller.narrow.kinds", "zak");
    keys.put("latchkey.caller.narrow.accounts", "default");
    keys.put("latchkey.caller.narrow.users", "own");
    return keys;
  }

  private void measure(Server server, long[][] nanos) throws IOException, InterruptedException {
    String base = server.url() + "/latchkey/";
    for (int round = 0; round < ROUNDS; round++) {
      for (int row = 0; row < nanos.length; row++) {
        String path = REFUSED.get(row).path;
        nanos[row][round] = refused(URI.create(base + path + "&token=" + NARROW));
      }
    }
  }

  private long refused(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    long start = System.nanoTime();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    long took = System.nanoTime() - start;
    if (answer.statusCode() != 404) {
      throw new IllegalStateException(answer.statusCode() + " for " + uri.getPath());
    }
    return took;
  }

  private static void report(long[][] nanos) {
    for (long[] row : nanos) {
      Arrays.sort(row);
    }
    System.out.printf("%n%-32s %10s %10s %10s%n", "404 for", "p50 µs", "ratio", "p90 ratio");
    for (int row = 0; row < nanos.length; row++) {
      System.out.printf(
          "%-32s %10d %10.3f %10.3f%n",
          REFUSED.get(row).name,
          at(nanos[row], 0.5) / 1000,
          (double) at(nanos[row], 0.5) / at(nanos[0], 0.5),
          (double) at(nanos[row], 0.9) / at(nanos[0], 0.9));
    }
  }

  private static long at(long[] sorted, double quantile) {
    return sorted[(int) (sorted.length * quantile)];
  }
}
