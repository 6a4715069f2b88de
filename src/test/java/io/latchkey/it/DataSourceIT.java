package io.latchkey.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.SimulatedAccount;
import io.latchkey.simulator.ZoomSimulator;
import jakarta.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.postgresql.Driver;

/**
 * The server's own data source, defined as {@code server-config} does it. The steps build on one
 * another.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag(Scope.DATA_SOURCE)
class DataSourceIT {

  private static final String TOKEN = "canary-callback-token-of-data-sources";
  private static final String OPERATOR = "Ds4-canary-91c5f3a7e08b26d4-Kp2r6t9x";

  /** More than the connections of the pool, which are ten. */
  private static final List<String> CROWD =
      IntStream.range(0, 20).mapToObj(number -> "user" + number).toList();

  private static ZoomSimulator zoom;
  private static SimulatedAccount app;
  private static RestartablePostgreSql postgres;
  private static Server server;
  private static Callback latchkey;

  @BeforeAll
  static void start() throws Exception {
    zoom = ZoomSimulator.start(0);
    zoom.account("acc", "acc-client", "acc-secret");
    app = zoom.account("crm-id", "general-client", "general-secret").generalApp();
    server = World.newServer("data-source", "-Xmx512m", "-XX:TieredStopAtLevel=1");
    postgres = RestartablePostgreSql.start(server.site().directory().resolve("postgresql"));
    server.configure(keys());
    server.installDriver(
        Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    if (isDefinedAtStart()) {
      server.defineDataSource(postgres.port());
    }
    server.start();
    World.awaitReady(server);
    latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
  }

  /** Payara Micro is told everything when it starts. */
  private static boolean isDefinedAtStart() {
    return ServerKind.ofThisBuild() == ServerKind.PAYARA_MICRO;
  }

  private static Map<String, String> keys() {
    Map<String, String> keys = Server.configuration(zoom, "acc", TOKEN);
    keys.put("latchkey.zoom.accounts", "crm");
    keys.put("latchkey.zoom.account.crm.app", "general");
    keys.put("latchkey.zoom.account.crm.client-id", "general-client");
    keys.put("latchkey.zoom.account.crm.client-secret", "general-secret");
    keys.put("latchkey.operator.token", OPERATOR);
    keys.put("latchkey.public-url", "http://127.0.0.1:1/latchkey");
    keys.put("latchkey.database.key", Base64.getEncoder().encodeToString(new byte[32]));
    keys.put("latchkey.database.jndi", server.dataSourceName());
    return keys;
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    postgres.close();
    zoom.close();
  }

  private static Callback.Answer operator(String method, String path, String body) {
    return latchkey.operator(OPERATOR, method, path, body);
  }

  private static String line(String user) {
    return Json.createObjectBuilder()
        .add("account", "crm")
        .add("zoom_user_id", user)
        .add("reference", user)
        .add("refresh_token", app.grants().connect(user))
        .build()
        .toString();
  }

  @Test
  @Order(1)
  void missingDataSource_isNamed_andNeededByGrantsOnly() throws Exception {
    if (!isDefinedAtStart()) {
      assertEquals(200, latchkey.zak("").status());
      assertEquals(503, latchkey.zak("&account=crm&grant=anna").status());
      await()
          .untilAsserted(
              () ->
                  assertTrue(
                      server
                          .log()
                          .contains(
                              "The database cannot be used: this server has no data source "
                                  + server.dataSourceName())));
    }
  }

  @Test
  @Order(2)
  void dataSource_isUsedAsSoonAsItIsThere() throws Exception {
    if (!isDefinedAtStart()) {
      server.defineDataSource(postgres.port());
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> operator("GET", "ops/grants", "").status() == 200);
    Callback.Answer imported =
        operator("POST", "ops/grants", line("anna") + "\n" + line("bert") + "\n");
    assertEquals(200, imported.status(), imported.body());
    Callback.Answer zak = latchkey.zak("&account=crm&grant=anna");
    assertEquals(200, zak.status(), zak.body());
  }

  @Test
  @Order(3)
  void crowdOfGrants_sharesTheFewConnections() {
    operator(
        "POST",
        "ops/grants",
        CROWD.stream().map(DataSourceIT::line).collect(Collectors.joining("\n")));
    assertServed(user -> "zak?token=" + TOKEN + "&account=crm&grant=" + user);
  }

  /** Asks for something of every grant of the crowd, at the same time. */
  private static void assertServed(UnaryOperator<String> request) {
    List<CompletableFuture<Integer>> statuses =
        CROWD.stream()
            .map(user -> World.soon(() -> latchkey.get(request.apply(user)).status()))
            .toList();
    assertEquals(
        Collections.nCopies(CROWD.size(), 200),
        statuses.stream().map(CompletableFuture::join).toList());
  }

  @Test
  @Order(4)
  void restartOfPostgreSql_isOvercome() throws Exception {
    postgres.stop();
    assertEquals(503, latchkey.zak("&account=crm&grant=bert").status());
    assertEquals(200, latchkey.zak("").status(), "the Server-to-Server account does not notice");
    postgres.start();
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> latchkey.zak("&account=crm&grant=bert").status() == 200);
    // No connection of the pool is left that PostgreSQL has ended.
    app.killAccessTokens();
    assertServed(user -> "obf?token=" + TOKEN + "&account=crm&meeting_id=123456789&grant=" + user);
  }

  @Test
  @Order(5)
  void stop_storesTheTokensOfARefreshUnderWay() throws Exception {
    operator("POST", "ops/grants", line("late"));
    int calls = zoom.calls().count(Endpoint.TOKEN, "crm-id");
    zoom.faults().plan(Endpoint.TOKEN, "crm-id", Faults.ANY, 1, Fault.delay(Duration.ofSeconds(3)));
    CompletableFuture<Integer> caller =
        World.soon(() -> latchkey.zak("&account=crm&grant=late").status());
    await().until(() -> zoom.calls().count(Endpoint.TOKEN, "crm-id") > calls);
    assertTrue(server.stopWithin(Duration.ofSeconds(45)));
    assertTrue(caller.isDone());
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select generation from latchkey_grant where zoom_user_id = 'late'")) {
      assertTrue(row.next());
      assertEquals(2, row.getInt(1), "Zoom has ended the older refresh token");
    }
  }
}
