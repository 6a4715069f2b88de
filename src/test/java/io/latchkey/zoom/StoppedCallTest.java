package io.latchkey.zoom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.ZoomSimulator;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Tests a call of a process that is stopped until the time of the call is over. */
class StoppedCallTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** The process: makes one call, and prints the status. */
  public static void main(String... args) {
    HttpTransport transport =
        new HttpTransport(ZoomNetwork.direct(TIMEOUT, TIMEOUT), Executors.newCachedThreadPool());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(args[0] + "/oauth/token"))
            .POST(BodyPublishers.noBody())
            .build();
    try {
      System.out.println(transport.send(request).status());
    } catch (ZoomCallException failed) {
      System.out.println(failed.failure().diagnosis());
    }
    System.exit(0);
  }

  @Test
  void answerThatCameMeanwhile_isRead() throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0)) {
      zoom.faults()
          .plan(Endpoint.TOKEN, Faults.ANY, Faults.ANY, 1, Fault.late(Duration.ofMillis(500)));
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  StoppedCallTest.class.getName(),
                  zoom.url().toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        Awaitility.await()
            .pollInterval(Duration.ofMillis(5))
            .until(() -> zoom.calls().total() == 1);
        signal("STOP", process);
        // Another process has a clock of its own, which no test can set.
        Instant timeIsOver = Instant.now().plus(TIMEOUT.multipliedBy(2)).plusMillis(500);
        Awaitility.await().until(() -> Instant.now().isAfter(timeIsOver));
        signal("CONT", process);
        assertEquals("400", out.readLine());
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static void signal(String name, Process process) throws Exception {
    String pid = Long.toString(process.pid());
    assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
  }
}
