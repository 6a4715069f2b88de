package io.latchkey.bench.grants;

import io.latchkey.bench.Rig;
import io.latchkey.bench.trouble.Setting;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.database.TestDatabase;
import io.latchkey.it.Callback;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A simulated Zoom with a Server-to-Server app and a General app, a database of grants, and the
 * configuration of servers that use them.
 */
final class Stage implements AutoCloseable {

  /** A callback token of the callers of these tests, beside that of {@link Rig}. */
  static final String TOKEN = "Ct5-canary-6d94b1e07fa2c853-Jw2g6b4u";

  /** Of the caller who may ask for access tokens. */
  static final String API = "Ap4-canary-8b20c6f9d1e7a35470-Lq9w2z6x";

  static final String OPERATOR = "Op6-canary-3f71d0a9c4e82b65-Ht4v8n1s";
  static final String DATABASE_PASSWORD = "Db8-canary-e5902c7fa1b364d8-Yr3k7m5c";

  final Setting setting;

  private Stage(DatabasePlace place) throws IOException {
    setting = new Setting(place, 1000);
  }

  static Stage with(RestartablePostgreSql postgres) throws IOException {
    return new Stage(postgres.place());
  }

  /**
   * Makes an embedded database. Its file is closed once the first grants are stored, so that a
   * server can open it.
   *
   * @param name the name of its directory, which lies below the build, since Latchkey refuses one
   *     below the directory for temporary files
   */
  static Stage embedded(String name) throws IOException {
    Path directory = Rig.target().resolve("bench").resolve(name);
    Rig.deleteWithAllIn(directory);
    return new Stage(new DatabasePlace.Embedded(Files.createDirectories(directory)));
  }

  static RestartablePostgreSql postgreSql(Map<String, String> settings) throws Exception {
    return RestartablePostgreSql.start(Files.createTempDirectory("latchkey-grants"), settings);
  }

  /** Returns the keys of a server. */
  Map<String, String> keys() {
    Map<String, String> keys = Server.configuration(setting.zoom, "bench", Rig.TOKEN);
    keys.put("latchkey.zoom.accounts", Setting.ACCOUNT);
    String account = "latchkey.zoom.account." + Setting.ACCOUNT;
    keys.put(account + ".app", "general");
    keys.put(account + ".client-id", "general-client");
    keys.put(account + ".client-secret", "general-secret");
    keys.put("latchkey.callback.token", Rig.TOKEN + "," + TOKEN);
    keys.put("latchkey.operator.token", OPERATOR);
    keys.put("latchkey.public-url", "http://127.0.0.1:1/latchkey");
    keys.put("latchkey.callers", "api");
    keys.put("latchkey.caller.api.token", API);
    keys.put("latchkey.caller.api.kinds", "*,access-token");
    keys.put("latchkey.database.key", TestDatabase.key(1));
    if (setting.place instanceof DatabasePlace.PostgreSql postgres) {
      keys.put("latchkey.database.url", postgres.url());
      keys.put("latchkey.database.user", postgres.user());
      keys.put("latchkey.database.password", DATABASE_PASSWORD);
    } else {
      keys.put("latchkey.database.directory", directory().toString());
    }
    return keys;
  }

  /** Returns the directory of the embedded database. */
  Path directory() {
    return ((DatabasePlace.Embedded) setting.place).directory();
  }

  /** Starts a server, and waits until it is ready. */
  Server start(ServerKind kind, String purpose) throws Exception {
    Server server = Rig.server(kind, purpose);
    Rig.start(server, keys());
    return server;
  }

  /** Sends requests to a server. */
  static Callback callback(Server server) throws IOException {
    return new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
  }

  /** Returns what asks for the ZAK of a grant, beside the callback token. */
  static String ofGrant(String reference) {
    return "&account=" + Setting.ACCOUNT + "&grant=" + reference;
  }

  static URI accessToken(Server server, String reference) {
    return URI.create(server.url() + "/latchkey/access-token?token=" + API + ofGrant(reference));
  }

  /** Kills a server as {@code kill -9} does, and waits until it is gone. */
  static void kill(Server server) throws IOException {
    server.process().orElseThrow().destroyForcibly();
    server.awaitEnd(java.time.Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    setting.close();
  }
}
