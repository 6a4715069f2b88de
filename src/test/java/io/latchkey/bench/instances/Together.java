package io.latchkey.bench.instances;

import io.latchkey.bench.Rig;
import io.latchkey.bench.trouble.Setting;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.database.TestDatabase;
import io.latchkey.it.Callback;
import io.latchkey.it.Callback.Answer;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.server.Site;
import io.latchkey.simulator.Calls.Call;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.SimulatedAccount;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A PostgreSQL, a simulated Zoom with a Server-to-Server app and a General app, and the servers
 * that use them, each of which can be killed.
 */
final class Together implements AutoCloseable {

  static final String OPERATOR = "bench-operator-token-0123456789abcdef";

  /** The callback token of a caller that may have access tokens of users. */
  static final String API = "bench-api-token-0123456789abcdef-0123";

  private static final String ZOOM_ACCOUNT = "bench";

  final RestartablePostgreSql postgres;
  final Setting setting;
  final SimulatedAccount app;
  final List<Server> servers = new ArrayList<>();

  /** Between each server and the database, in the order of the servers. */
  final List<Relay> relays = new ArrayList<>();

  final SkewedClocks clocks = SkewedClocks.asConfigured();
  private final String purpose;
  private final Map<String, String> keys = new HashMap<>();

  /**
   * @param purpose the end of the names of the servers' directories
   */
  Together(String purpose) throws Exception {
    this.purpose = purpose;
    postgres =
        RestartablePostgreSql.start(
            Files.createTempDirectory("latchkey-together"),
            Map.of("shared_preload_libraries", "pg_stat_statements", "max_connections", "300"));
    postgres.executeAsSuperuser("latchkey", "create extension pg_stat_statements");
    setting = new Setting(postgres.place(), 1000);
    keys.putAll(Server.configuration(setting.zoom, ZOOM_ACCOUNT, Rig.TOKEN));
    app =
        setting.zoom.accounts().stream()
            .filter(account -> account.accountId().equals(ZOOM_ACCOUNT))
            .findFirst()
            .orElseThrow();
    keys.put("latchkey.zoom.accounts", Setting.ACCOUNT);
    String general = "latchkey.zoom.account." + Setting.ACCOUNT;
    keys.put(general + ".app", "general");
    keys.put(general + ".client-id", "general-client");
    keys.put(general + ".client-secret", "general-secret");
    keys.put("latchkey.callers", "api");
    keys.put("latchkey.caller.api.token", API);
    keys.put("latchkey.caller.api.kinds", "access-token");
    keys.put("latchkey.public-url", "http://127.0.0.1:1/latchkey");
    keys.put("latchkey.operator.token", OPERATOR);
    keys.put("latchkey.database.url", postgres.place().url());
    keys.put("latchkey.database.user", postgres.place().user());
    keys.put("latchkey.database.key", TestDatabase.key(1));
  }

  /** Sets a key of all servers that are started from now on. */
  Together with(String key, String value) {
    keys.put(key, value);
    return this;
  }

  /** Returns the keys of all servers. */
  Map<String, String> keys() {
    return Map.copyOf(keys);
  }

  /** Starts the servers that {@code bench.servers} names; one kind alone stands for three of it. */
  void start() throws Exception {
    for (ServerKind kind : kinds()) {
      startOneMore(kind);
    }
  }

  /** Does the same with the build before, if {@code bench.before} names one. */
  void startBefore() throws Exception {
    Optional<Path> before = Rig.buildBefore("latchkey.war");
    for (ServerKind kind : kinds()) {
      Site site = Rig.site(kind, purpose + "-" + servers.size());
      start(Rig.production(before.map(site::with).orElse(site)));
    }
  }

  private static List<ServerKind> kinds() {
    List<ServerKind> kinds = new ArrayList<>(Rig.kinds());
    while (kinds.size() < 3) {
      kinds.add(kinds.get(kinds.size() - 1));
    }
    return kinds;
  }

  /** Starts a server with this build. */
  Server startOneMore(ServerKind kind) throws Exception {
    return start(Rig.server(kind, purpose + "-" + servers.size()));
  }

  private Server start(Server server) throws Exception {
    clocks.set(server, servers.size());
    servers.add(server);
    Map<String, String> all = new HashMap<>(keys);
    all.put("latchkey.instance", "instance-" + servers.size());
    Relay relay = new Relay(postgres.port());
    relays.add(relay);
    all.put("latchkey.database.url", "jdbc:postgresql://localhost:" + relay.port() + "/latchkey");
    Rig.start(server, all);
    return server;
  }

  /** Asks one of the servers for a ZAK. */
  CompletableFuture<Answer> zak(int server, String query) {
    return zak(servers.get(server), query);
  }

  static CompletableFuture<Answer> zak(Server server, String query) {
    HttpRequest request =
        HttpRequest.newBuilder(Rig.zak(server, query)).timeout(Duration.ofSeconds(10)).build();
    return Callback.sendNow(request);
  }

  /** Returns what operators send to a server. */
  Callback callback(int server) throws IOException {
    return new Callback(URI.create(servers.get(server).url() + "/latchkey/").toURL(), Rig.TOKEN);
  }

  /** Kills a server as {@code kill -9} does, and waits until it is gone. */
  void kill(int server) throws IOException {
    servers.get(server).process().orElseThrow().destroyForcibly();
    servers.get(server).awaitEnd(Duration.ofSeconds(20));
  }

  /** Returns the calls to the Server-to-Server app. */
  List<Call> calls(Endpoint endpoint) {
    return setting.zoom.calls().of(ZOOM_ACCOUNT).stream()
        .filter(call -> call.endpoint() == endpoint)
        .toList();
  }

  /** Returns in words which servers take part. */
  String names() {
    return String.join(
        ", ", servers.stream().map(server -> Rig.name(server.site().kind())).toList());
  }

  @Override
  public void close() throws IOException {
    servers.forEach(Server::close);
    for (Relay relay : relays) {
      relay.close();
    }
    setting.close();
    postgres.close();
  }
}
