package io.latchkey.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.server.Server;
import io.latchkey.simulator.Certificates;
import io.latchkey.simulator.ZoomSimulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests two servers that can never reach Zoom. They start in parallel. */
@Tag(Scope.ONE_SERVER)
class NoWayToZoomIT {

  private static final String TOKEN = "canary-callback-token-no-way-0123456789";

  private static final String OPERATOR = "Nw7-3fd0a961e8b24c57-Yq2k9d1c4e8b";

  @TempDir private static Path keys;

  private static ZoomSimulator behindTls;
  private static ServerSocket deaf;
  private static Socket first;
  private static Socket second;
  private static CompletableFuture<Server> distrustful;
  private static CompletableFuture<Server> deafened;

  @BeforeAll
  static void start() throws Exception {
    behindTls = ZoomSimulator.on(new Certificates(keys).server("proxy", "localhost", -1, 10));
    distrustful = ready("distrustful", "https://localhost:" + behindTls.port());
    // A listening socket whose queue is full: the kernel drops further connections (listen(2)).
    deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    first = new Socket(deaf.getInetAddress(), deaf.getLocalPort());
    second = new Socket(deaf.getInetAddress(), deaf.getLocalPort());
    deafened = ready("deafened", "http://127.0.0.1:" + deaf.getLocalPort());
    CompletableFuture.allOf(distrustful, deafened).join();
  }

  private static CompletableFuture<Server> ready(String name, String url) {
    Map<String, String> configuration = Server.configuration(behindTls, name, TOKEN);
    configuration.put("latchkey.operator.token", OPERATOR);
    configuration.put("latchkey.zoom.oauth-url", url);
    configuration.put("latchkey.zoom.api-url", url);
    return World.readySoon(name, configuration);
  }

  @AfterAll
  static void stop() throws IOException {
    distrustful.join().close();
    deafened.join().close();
    behindTls.close();
    first.close();
    second.close();
    deaf.close();
  }

  private static Callback.Answer ask(Server server) throws IOException {
    return new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN).zak("");
  }

  /** A proxy that inspects TLS looks like this, unless the server trusts its authority. */
  @Test
  void certificateThatNobodyTrusts_503_notOneRequest_theLogSaysWhatToCheck() throws Exception {
    NetworkIT.assertUnavailable(ask(distrustful.join()));
    assertEquals(0, behindTls.calls().total());
    String log = distrustful.join().log();
    assertTrue(log.contains("tls: no connection that can be trusted"), log);
    assertTrue(log.contains("check the server's trust store"), log);
    assertNamed(
        distrustful.join(),
        "No connection to localhost that can be trusted (TLS)",
        "put the proxy",
        "its certificate is by CN=");
    assertEquals(0, behindTls.calls().total());
  }

  /** Asserts that the status page and the check name the problem. The check knows more. */
  private static void assertNamed(Server server, String trouble, String next, String checked)
      throws IOException {
    String page = operator(server, "GET", "ops/status");
    assertTrue(page.contains(trouble) && page.contains(next), page);
    String check = operator(server, "POST", "ops/check");
    assertTrue(check.contains(trouble) && check.contains(next) && check.contains(checked), check);
  }

  private static String operator(Server server, String method, String path) throws IOException {
    Callback latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
    return latchkey
        .send(
            HttpRequest.newBuilder(latchkey.base().resolve(path))
                .header("Authorization", "Bearer " + OPERATOR)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build())
        .body();
  }

  @Test
  void connectionNeverTaken_503WithinTheDeadline() throws Exception {
    NetworkIT.assertUnavailable(ask(deafened.join()));
    assertTrue(deafened.join().log().contains("no connection in time"));
    assertNamed(
        deafened.join(), "127.0.0.1 cannot be reached", "firewall", "no connection in time");
  }
}
