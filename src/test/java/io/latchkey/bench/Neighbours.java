package io.latchkey.bench;

import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks for one user and one kind of token that Zoom rejects with 401 whatever the access token, and
 * beside them for healthy ones: two requests a second for each, for ten minutes with {@code
 * -Dbench.seconds=600}. The healthy ones must get 200 throughout, although each new access token
 * ends the one before.
 */
public final class Neighbours {

  private static final Duration LENGTH = Rig.LENGTH;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Map<String, Map<Integer, LongAdder>> statuses = new ConcurrentHashMap<>();
  private final LongAdder asked = new LongAdder();

  private Neighbours() {}

  public static void main(String... args) throws Exception {
    for (ServerKind kind : Rig.kinds()) {
      new Neighbours().run(kind);
    }
    System.exit(0);
  }

  private void run(ServerKind kind) throws Exception {
    try (ZoomSimulator zoom = ZoomSimulator.start(0);
        Server server = Rig.server(kind, "neighbours")) {
      Map<String, String> keys = Server.configuration(zoom, "bench", Rig.TOKEN);
      keys.put("latchkey.zak.reuse-for", "PT10S");
      zoom.accounts().forEach(Neighbours::makeIll);
      Rig.start(server, keys);
      ScheduledExecutorService clock = Executors.newScheduledThreadPool(4);
      every(clock, "ill: ZAK of user ben", () -> Rig.zak(server, "&user=ben"));
      every(clock, "ill: OBF token of user anna", () -> obf(server, "anna"));
      every(clock, "well: ZAK of the account's own user", () -> Rig.zak(server));
      every(clock, "well: ZAK of a user whom nobody asked for", () -> cold(server));
      every(clock, "well: join token", () -> joinToken(server));
      long end = System.nanoTime() + LENGTH.toNanos();
      while (System.nanoTime() < end) {
        Thread.sleep(Math.min(60_000, LENGTH.toMillis()));
        System.out.println(asked.sum() + " asked, " + statuses);
      }
      clock.shutdown();
      clock.awaitTermination(10, TimeUnit.SECONDS);
      System.out.printf(
          "%n| %s, %d s | answers |%n|---|---|%n", Rig.name(kind), LENGTH.toSeconds());
      new TreeMap<>(statuses)
          .forEach((who, counts) -> System.out.printf("| %s | %s |%n", who, counts));
      System.out.println(
          "access tokens: " + zoom.calls().count(io.latchkey.simulator.Endpoint.TOKEN, "bench"));
    }
  }

  private static void makeIll(SimulatedAccount account) {
    account
        .tolerance(SimulatedAccount.Tolerance.NEWEST_ONLY)
        .scopes(
            Set.of(
                "user:read:token:admin",
                "user:read:token",
                "meeting:read:local_recording_token:admin"))
        .reject("user ben")
        .reject("kind onbehalf");
  }

  private static URI obf(Server server, String user) {
    return URI.create(server.url() + "/latchkey/obf?user=" + user + "&token=" + Rig.TOKEN);
  }

  private static URI joinToken(Server server) {
    return URI.create(
        server.url() + "/latchkey/join-token?meeting_id=81234567890&token=" + Rig.TOKEN);
  }

  private URI cold(Server server) {
    return Rig.zak(server, "&user=cold" + asked.sum());
  }

  private interface Target {
    URI next();
  }

  private void every(ScheduledExecutorService clock, String who, Target target) {
    statuses.put(who, new ConcurrentHashMap<>());
    clock.scheduleAtFixedRate(() -> ask(who, target.next()), 0, 500, TimeUnit.MILLISECONDS);
  }

  private void ask(String who, URI url) {
    asked.increment();
    var unused =
        HTTP.sendAsync(
                HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build(),
                BodyHandlers.discarding())
            .handle(
                (answer, failure) ->
                    statuses
                        .get(who)
                        .computeIfAbsent(
                            answer == null ? -1 : answer.statusCode(), status -> new LongAdder()))
            .thenAccept(LongAdder::increment);
  }
}
