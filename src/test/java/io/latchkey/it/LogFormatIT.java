package io.latchkey.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.server.Server;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.simulator.ZoomSimulator;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * Tests {@code LOG_FORMAT=json} and {@code LOG_DEBUG}, the two switches that every server in {@code
 * server-config} has. Each server has its own formatter, and its own names for the members of a
 * line.
 */
@DisabledIfSystemProperty(
    named = "latchkey.server",
    matches = "glassfish",
    disabledReason = "GlassFish writes no JSON")
class LogFormatIT {

  private static final String TOKEN = "Jl8-canary-9c41e07fb25d63a8f1e0c7d2";

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  /**
   * The times of all servers. WildFly drops zeros at the end of a fraction, and writes a colon into
   * an offset.
   */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XX][XXX]")
          .toFormatter(Locale.ROOT);

  /** The names of a server for the time, the level, the logger and the message. */
  private record Names(String time, String level, String logger, String message) {

    static Names of(String server) {
      return switch (server) {
        case "payara-micro", "payara-server" ->
            new Names("Timestamp", "Level", "LoggerName", "LogMessage");
        case "wildfly" -> new Names("timestamp", "level", "loggerName", "message");
        case "open-liberty" -> new Names("ibm_datetime", "loglevel", "module", "message");
        default -> new Names("", "", "", "");
      };
    }
  }

  private static final Names NAMES = Names.of(System.getProperty("latchkey.server"));

  private static ZoomSimulator zoom;
  private static Server server;
  private static Callback latchkey;

  /** Sends requests that succeed and that fail, so that there are lines of several levels. */
  @BeforeAll
  static void start() throws Exception {
    zoom = ZoomSimulator.start(0);
    server =
        World.ready(
            "json",
            Server.configuration(zoom, "acc", TOKEN),
            Map.of("LOG_FORMAT", "json", "LOG_DEBUG", "io.latchkey.observe"));
    latchkey = new Callback(URI.create(server.url() + "/latchkey/").toURL(), TOKEN);
    assertEquals(200, latchkey.zakTraced("", TRACE).status());
    assertEquals(400, latchkey.zak("&user=no%20user").status());
    zoom.faults().plan(Endpoint.ZAK, "acc", Faults.ANY, Faults.FOREVER, Fault.answer(500, "no"));
    assertEquals(503, latchkey.zak("&user=anna").status());
    await().until(() -> server.log().contains("503 for ZAK of account default"));
  }

  @AfterAll
  static void stop() {
    server.close();
    zoom.close();
  }

  @Test
  void everyLineOfLatchkeys_isAJsonObject_withTimeLevelLoggerAndMessage() throws IOException {
    for (JsonObject line : ours()) {
      assertNotNull(TIME.parse(line.getString(NAMES.time())), line::toString);
      assertFalse(line.getString(NAMES.level()).isBlank(), line::toString);
      assertFalse(line.getString(NAMES.message()).isBlank(), line::toString);
    }
    Set<String> loggers =
        ours().stream().map(line -> line.getString(NAMES.logger())).collect(Collectors.toSet());
    assertTrue(
        loggers.containsAll(
            Set.of(
                "io.latchkey.config.Startup",
                "io.latchkey.observe.CallLog",
                "io.latchkey.observe.TokenLog")),
        loggers::toString);
  }

  @Test
  void noLineOfLatchkeys_isAnythingElse() throws IOException {
    assertEquals(
        List.of(),
        server
            .log()
            .lines()
            .filter(line -> parsed(line).isEmpty())
            .filter(line -> line.contains("io.latchkey") || line.contains("Latchkey answers"))
            .toList());
  }

  @Test
  void loggerThatIsAskedFor_tellsWhatIsBelowInfo() throws IOException {
    assertTrue(
        ours().stream()
            .filter(line -> line.getString(NAMES.level()).matches("FINE|DEBUG"))
            .map(line -> line.getString(NAMES.message()))
            .anyMatch("access token of account default: Zoom gives it"::equals));
  }

  @Test
  void callToZoom_carriesTheTraceOfItsRequest() throws IOException {
    List<String> calls =
        ours().stream()
            .map(line -> line.getString(NAMES.message()))
            .filter(line -> line.startsWith("call to Zoom for"))
            .toList();
    for (String endpoint : List.of("access_token", "zak")) {
      assertTrue(
          calls.stream()
              .anyMatch(
                  line ->
                      line.matches(
                          "call to Zoom for "
                              + endpoint
                              + " of account default: ok, .*, \\d+ ms, urn:uuid:[0-9a-f-]{36},"
                              + " trace "
                              + TRACE)),
          calls::toString);
    }
  }

  /** Of more than ten lines within a tenth of a second, several share a log record. */
  @Test
  void crowdOfCallbacks_sharesRecords_eachStillOneLine() throws IOException {
    await()
        .until(
            () -> {
              latchkey.together(200, "").forEach(answer -> assertEquals(200, answer.status()));
              return ours().stream()
                  .anyMatch(line -> line.getString(NAMES.message()).contains("\n200 for ZAK"));
            });
    assertEquals(
        List.of(),
        server
            .log()
            .lines()
            .filter(line -> line.contains("200 for ZAK") && parsed(line).isEmpty())
            .toList());
  }

  @Test
  void secrets_areInNoLine() throws IOException {
    assertEquals(List.of(), Canaries.of(zoom, TOKEN).found(server.everythingWritten()));
  }

  private static List<JsonObject> ours() throws IOException {
    return server
        .log()
        .lines()
        .flatMap(line -> parsed(line).stream())
        .filter(line -> line.getString(NAMES.logger(), "").startsWith("io.latchkey"))
        .toList();
  }

  private static Optional<JsonObject> parsed(String line) {
    try (JsonReader reader = Json.createReader(new StringReader(line))) {
      return Optional.of(reader.readObject());
    } catch (JsonException none) {
      return Optional.empty();
    }
  }
}
