package io.latchkey.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.it.Callback.Answer;
import io.latchkey.server.Server;
import io.latchkey.simulator.RecallSimulator;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Replaces a callback token, a signing secret and a client secret on two servers behind a load
 * balancer, one server after the other, while a platform keeps calling.
 */
@Tag(Scope.ONE_SERVER)
class RotationIT {

  private static final String OLD_TOKEN = "canary-token-that-is-rotated-out-0123";
  private static final String NEW_TOKEN = "canary-token-that-is-rotated-in-45678";
  private static final String OLD_WHSEC = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String NEW_WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final int PER_SECOND = 50;

  private final Queue<CompletableFuture<Answer>> answers = new ConcurrentLinkedQueue<>();

  /** The servers to which the load balancer sends requests. */
  private volatile List<Server> inService = List.of();

  private volatile String token = OLD_TOKEN;
  private volatile RecallSimulator recall = new RecallSimulator(OLD_WHSEC);
  private int turn;

  @Test
  void secretsAreReplaced_withoutAFailedRequest() throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0)) {
      Map<String, String> keys = Server.configuration(zoom, "acc", OLD_TOKEN);
      keys.put("latchkey.caller.default.signing-secret", OLD_WHSEC);
      var first = World.readySoon("rotating-one", keys);
      try (Server two = World.ready("rotating-two", keys);
          Server one = first.join()) {
        inService = List.of(one, two);
        ScheduledExecutorService platform = Executors.newScheduledThreadPool(1);
        try {
          platform.scheduleAtFixedRate(
              this::call, 0, 1_000_000_000L / PER_SECOND, TimeUnit.NANOSECONDS);
          rotate(zoom, keys, one, two);
        } finally {
          platform.shutdown();
        }
      }
      List<Answer> all = Callback.join(List.copyOf(answers));
      List<Integer> failed = all.stream().map(Answer::status).filter(s -> s != 200).toList();
      assertEquals(List.of(), failed, () -> "of " + all.size());
      assertTrue(all.size() >= PER_SECOND, () -> "requests: " + all.size());
    }
  }

  private void call() {
    List<Server> servers = inService;
    Server server = servers.get(turn++ % servers.size());
    URI url = URI.create(server.url() + "/latchkey/zak?token=" + token);
    HttpRequest request = recall.request(url, "msg_" + UUID.randomUUID());
    answers.add(Callback.sendNow(request));
  }

  private void rotate(ZoomSimulator zoom, Map<String, String> keys, Server one, Server two)
      throws Exception {
    for (Server server : List.of(one, two)) {
      assertEquals(200, status(server, OLD_TOKEN, OLD_WHSEC), "both have served");
    }
    SimulatedAccount account = zoom.accounts().iterator().next();
    account.clientSecret("acc-client-s3cr3t-regenerated");
    keys.put("latchkey.zoom.client-secret", "acc-client-s3cr3t-regenerated");
    keys.put("latchkey.callback.token", OLD_TOKEN + "," + NEW_TOKEN);
    keys.put("latchkey.caller.default.signing-secret", OLD_WHSEC + "," + NEW_WHSEC);
    renew(keys, one, two, server -> status(server, NEW_TOKEN, NEW_WHSEC) == 200);
    renew(keys, two, one, server -> status(server, NEW_TOKEN, NEW_WHSEC) == 200);
    token = NEW_TOKEN;
    recall = new RecallSimulator(NEW_WHSEC);
    keys.put("latchkey.callback.token", NEW_TOKEN);
    keys.put("latchkey.caller.default.signing-secret", NEW_WHSEC);
    renew(keys, one, two, server -> status(server, OLD_TOKEN, NEW_WHSEC) == 401);
  }

  private static int status(Server server, String token, String secret) {
    URI url = URI.create(server.url() + "/latchkey/zak?token=" + token);
    HttpRequest request = new RecallSimulator(secret).request(url, "msg_" + UUID.randomUUID());
    return Callback.sendNow(request).join().status();
  }

  /** Gives one server the new keys. It is out of service meanwhile, and the other one serves. */
  private void renew(
      Map<String, String> keys, Server server, Server other, Predicate<Server> renewed)
      throws Exception {
    inService = List.of(other);
    // Requests that were sent to this server before must be answered first.
    Callback.join(List.copyOf(answers));
    server.configure(keys);
    server.renew();
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(() -> server.awaitReady(Duration.ofMinutes(2), () -> {}) && renewed.test(server));
    inService = List.of(server, other);
  }
}
