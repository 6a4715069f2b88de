package io.latchkey.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.latchkey.caller.ProbeTokens;
import io.latchkey.check.Step.Result;
import io.latchkey.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicUrlCheckTest {

  private final ProbeTokens probeTokens = new ProbeTokens();
  private HttpServer server;
  private volatile int status;
  private volatile String type = "text/html";
  private volatile boolean comesHere;
  private volatile String location = "https://elsewhere.example/";
  private volatile @Nullable Path logged;
  private volatile String path = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          path = exchange.getRequestURI().getPath();
          if (logged != null && path.contains("connect")) {
            Files.writeString(logged, exchange.getRequestURI() + "\n");
          }
          String token = exchange.getRequestURI().getQuery().replace("token=", "");
          if (comesHere) {
            probeTokens.markReceived(Secret.of(token));
          }
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Step check(String url) {
    AccessLogSearch logs = new AccessLogSearch(List.of());
    return new PublicUrlCheck(URI.create(url), false, logs, probeTokens).check().get(0);
  }

  private Step check() {
    return check("http://127.0.0.1:" + server.getAddress().getPort() + "/latchkey");
  }

  @Test
  void check_comesToThisInstance_withoutTls_isDoubtful() {
    status = 401;
    comesHere = true;
    Step step = check();
    assertEquals("/latchkey/zak", path);
    assertEquals(Result.DOUBTFUL, step.result());
    assertTrue(step.finding().startsWith("reaches this instance in"), step.finding());
  }

  @Test
  void check_comesToAnotherInstance_saysSo() {
    status = 401;
    type = "application/problem+json";
    Step step = check();
    assertEquals(Result.DOUBTFUL, step.result());
    assertTrue(step.finding().contains("not this instance"), step.finding());
  }

  @Test
  void check_comesHere_butTheAnswerIsChanged_fails() {
    status = 200;
    comesHere = true;
    Step step = check();
    assertEquals(Result.FAILED, step.result());
    assertTrue(step.finding().contains("changed on the way: 200"), step.finding());
  }

  @Test
  void check_redirect_fails_andIsNotFollowed() {
    status = 302;
    Step step = check();
    assertEquals(Result.FAILED, step.result());
    assertTrue(step.finding().contains("which platforms do not follow"), step.finding());
  }

  @Test
  void check_somethingElseAnswers_fails() {
    status = 404;
    Step step = check();
    assertEquals(Result.FAILED, step.result());
    assertTrue(step.finding().contains("answers 404"), step.finding());
  }

  @Test
  void check_nobodyAnswers_fails() {
    int port = server.getAddress().getPort();
    server.stop(0);
    Step step = check("http://127.0.0.1:" + port + "/latchkey");
    assertEquals(Result.FAILED, step.result());
    assertTrue(step.next().contains("must be 401"), step::toString);
  }

  @Test
  void check_nameThatIsNotFound_fails() {
    Step step = check("https://nowhere.invalid/latchkey");
    assertEquals(Result.FAILED, step.result());
    assertTrue(step.finding().contains("nowhere.invalid is not found"), step.finding());
  }

  @Test
  void check_notConfigured_saysWhatToSet() {
    List<Step> steps =
        new PublicUrlCheck(null, true, new AccessLogSearch(List.of()), probeTokens).check();
    assertEquals(Result.SKIPPED, steps.get(1).result());
    assertEquals(Result.SKIPPED, steps.get(0).result());
    assertTrue(steps.get(0).next().contains("latchkey.public-url"));
    assertEquals(List.of(), probeTokens.issuedForChecks(), "nothing was sent");
  }

  @Test
  void wayOfUsers_isChecked_andItsSecretsAreLookedFor(@TempDir Path directory) throws IOException {
    Path log = Files.writeString(directory.resolve("access.log"), "");
    PublicUrlCheck check =
        new PublicUrlCheck(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/latchkey"),
            true,
            new AccessLogSearch(List.of(log)),
            probeTokens);
    status = 404;
    Step refused = check.check().get(1);
    assertEquals("/latchkey/connect/callback", path);
    assertEquals(Result.FAILED, refused.result());
    assertTrue(
        String.valueOf(refused.next()).contains("/latchkey/connect with all below it"),
        refused::next);
    status = 303;
    location = "ended?result=lr1.x.y";
    logged = log;
    List<Step> steps = check.check();
    assertEquals(Result.PASSED, steps.get(1).result());
    assertEquals(Result.FAILED, steps.get(2).result(), "the proxy writes code and state");
  }
}
