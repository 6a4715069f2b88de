package io.latchkey.demo;

import io.latchkey.server.PayaraMicro;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Shows Latchkey at work within a minute, and how to go on from there. */
public final class Demo {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String EXPLANATION =
      """

      Latchkey is ready. In another terminal:

        A ZAK, as a bot platform fetches it (200):
          curl -i '{latchkey}/latchkey/zak?token={token}'

        A wrong callback token (401):
          curl -i '{latchkey}/latchkey/zak?token=wrong'

        Zoom fails from now on: the ZAK at hand is served (200), a new user's cannot be (503).
        (The demo takes a new ZAK after 5 seconds, not after a minute, so that this shows.)
          curl -X POST '{zoom}/control/faults?endpoint=zak&status=500'
          curl -i '{latchkey}/latchkey/zak?token={token}'
          curl -i '{latchkey}/latchkey/zak?token={token}&user=anna%40example.com'
          curl -X DELETE '{zoom}/control/faults'

        How it is, and what Zoom has been asked so far:
          curl '{latchkey}/health/ready'
          curl '{zoom}/control/calls'

      With your own Zoom app (see README.md, "Real credentials"), after Ctrl-C:
          export LATCHKEY_ZOOM_ACCOUNT_ID=... LATCHKEY_ZOOM_CLIENT_ID=...
          export LATCHKEY_ZOOM_CLIENT_SECRET=...
          export LATCHKEY_CALLBACK_TOKEN=$(openssl rand -hex 32)
          echo "$LATCHKEY_CALLBACK_TOKEN"
          server-config/payara-micro/run

      The server's log is {log}. Ctrl-C ends the demo.
      """;

  private final int port = Integer.getInteger("demo.port", 8080);
  private final int zoomPort = Integer.getInteger("demo.zoom.port", 8090);
  private final String callbackToken =
      new BigInteger(160, new SecureRandom()).toString(36) + "demo";
  private final Path target = Path.of(System.getProperty("demo.target", "target"));
  private final Path serverConfig =
      Path.of(System.getProperty("demo.server.config", "server-config"));

  private Demo() {}

  public static void main(String... args) throws IOException, InterruptedException {
    try {
      new Demo().run();
    } catch (IllegalStateException cannotStart) {
      System.err.println("\n" + cannotStart.getMessage() + "\n");
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    requireFree(port, port + 11, zoomPort, "Latchkey");
    requireFree(zoomPort, port, zoomPort + 11, "the simulated Zoom");
    try (ZoomSimulator zoom = ZoomSimulator.start(zoomPort);
        PayaraMicro server = server(zoom)) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      System.out.println("\nZoom is simulated on " + zoom.url() + ".");
      System.out.print("Payara Micro starts with target/latchkey.war, about 15 seconds ");
      boolean ready = server.awaitReady(PATIENCE, Demo::tick);
      System.out.println();
      if (!ready) {
        throw new IllegalStateException(
            server
                .refusal()
                .orElse("Latchkey did not become ready; the reason is in " + server.logFile()));
      }
      explain(zoom);
      server.waitFor();
    }
  }

  private PayaraMicro server(ZoomSimulator zoom) throws IOException {
    Map<String, String> keys = PayaraMicro.configuration(zoom, "demo-account", callbackToken);
    keys.put("latchkey.zak.reuse-for", "PT5S");
    return PayaraMicro.start(
        new PayaraMicro.Installation(
            target.resolve("payara-micro.jar"),
            serverConfig.resolve("payara-micro").resolve("pre-boot.asadmin"),
            target.resolve("demo")),
        port,
        List.of("-XX:TieredStopAtLevel=1", "-Xmx512m"),
        List.of(target.resolve("latchkey.war")),
        keys);
  }

  private void explain(ZoomSimulator zoom) {
    System.out.println(
        EXPLANATION
            .replace("{latchkey}", "http://localhost:" + port)
            .replace("{zoom}", zoom.url().toString())
            .replace("{token}", callbackToken)
            .replace("{log}", target.resolve("demo").resolve("server.log").toString()));
  }

  private static void requireFree(int port, int otherPort, int otherZoomPort, String what) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress((InetAddress) null, port));
    } catch (IOException e) {
      throw new IllegalStateException(
          "Port %d is taken, which %s needs. Choose another: mvn -Pdemo -Ddemo.port=%d -Ddemo.zoom.port=%d"
              .formatted(port, what, otherPort, otherZoomPort));
    }
  }

  private static void tick() {
    System.out.print(".");
    System.out.flush();
  }
}
