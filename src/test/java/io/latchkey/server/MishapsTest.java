package io.latchkey.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that each mistake of a newcomer ends {@code run} or {@code configure} at once, with one
 * sentence that says what to do, and leaves nothing behind. {@code docs/mishaps.md} shows them.
 */
class MishapsTest {

  /** A server and its version, with the file that tells the version. */
  enum Kind {
    PAYARA_MICRO_6("payara-micro/run", "payara-micro.jar", "payara-micro-core-6", 17),
    PAYARA_MICRO_7("payara-micro/run", "payara-micro.jar", "payara-micro-core-7", 21),
    PAYARA_SERVER_6("payara-server/configure", Kind.BRANDING, "major_version=6", 17),
    PAYARA_SERVER_7("payara-server/configure", Kind.BRANDING, "major_version=7", 21),
    WILDFLY_39("wildfly/configure", Kind.STOCK, "<server xmlns=\"urn:jboss:domain:20.0\">", 17),
    OPEN_LIBERTY_25("open-liberty/configure", Kind.PRODUCT, Kind.LIBERTY + "25.0.0.12", 17),
    OPEN_LIBERTY_26("open-liberty/configure", Kind.PRODUCT, Kind.LIBERTY + "26.0.0.3", 17),
    GLASSFISH_8("glassfish/configure", Kind.BRANDING, "product.version=8.0.0", 21);

    private static final String BRANDING = "glassfish/config/branding/glassfish-version.properties";
    private static final String STOCK = "standalone/configuration/standalone-microprofile.xml";
    private static final String PRODUCT = "lib/versions/openliberty.properties";
    private static final String LIBERTY = "com.ibm.websphere.productVersion=";

    private final String script;
    private final String versionFile;
    private final String version;
    private final int java;

    Kind(String script, String versionFile, String version, int java) {
      this.script = script;
      this.versionFile = versionFile;
      this.version = version;
      this.java = java;
    }

    boolean isPayaraMicro() {
      return script.endsWith("run");
    }
  }

  /**
   * A mistake.
   *
   * @param name the words of {@code docs/mishaps.md}
   * @param sentence what the script must say; a regular expression
   */
  private record Mishap(String name, String sentence, Preparation preparation) {}

  private interface Preparation {
    void prepare(MishapsTest test, Kind kind) throws IOException;
  }

  private static final List<Mishap> MISHAPS =
      List.of(
          new Mishap(
              "the port for callers is taken",
              "Port \\d+ is taken \\(PORT\\): end what listens there, or choose another, .*",
              (test, kind) -> test.take("PORT")),
          new Mishap(
              "the port for operations (on GlassFish: for management) is taken",
              "Port \\d+ is taken \\((OPS|ADMIN)_PORT\\): end what listens there, or choose another, .*",
              (test, kind) -> test.take(kind == Kind.GLASSFISH_8 ? "ADMIN_PORT" : "OPS_PORT")),
          new Mishap(
              "two listeners have the same port",
              "(OPS|ADMIN)_PORT=\\d+ is the port of another listener of Latchkey: .*",
              (test, kind) ->
                  test.variables.put(
                      kind == Kind.GLASSFISH_8 ? "ADMIN_PORT" : "OPS_PORT",
                      test.variables.get("PORT"))),
          new Mishap(
              "the port is no number",
              "PORT must be a number from 1 to 65535: http",
              (test, kind) -> test.variables.put("PORT", "http")),
          new Mishap(
              "the address is a name",
              "ADDRESS must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all: .*",
              (test, kind) -> test.variables.put("ADDRESS", "localhost")),
          new Mishap(
              "Java is too old",
              ".* needs Java (17|21) or newer, and .* is Java 1[16]: set JAVA_HOME to a newer one.",
              (test, kind) -> test.java(kind.java == 21 ? "16.0.2" : "11.0.2")),
          new Mishap(
              "JAVA_HOME is mistyped",
              ".* needs Java (17|21) or newer, and .* does not run: set JAVA_HOME to .*",
              (test, kind) ->
                  test.variables.put("JAVA_HOME", test.home.resolve("mistyped").toString())),
          new Mishap(
              "the server has a version that is not supported",
              ".* is not (Payara Micro|Payara Server|WildFly|Open Liberty|GlassFish) \\d+.*",
              (test, kind) ->
                  test.write(
                      kind.versionFile, kind.version.replaceAll("=\\d+|core-\\d+|:20", "=5"))),
          new Mishap(
              "the path of the server is mistyped",
              "There is no .*mistyped.*: (run 'mvn package' first|name .*)\\.",
              (test, kind) -> test.server = test.home.resolve("mistyped")),
          new Mishap(
              "the file of keys (on Payara Micro: the directory of secrets) is not there",
              "(There is no file of keys .*: see README.md beside this script\\.|SECRETS=.* is no directory that can be read\\.)",
              (test, kind) -> {
                test.keys = test.home.resolve("nowhere");
                test.variables.put("SECRETS", test.keys.toString());
              }));

  @TempDir private Path home;
  private final Map<String, String> variables = new HashMap<>();
  private final List<ServerSocket> taken = new ArrayList<>();
  private Path server;
  private Path keys;

  @BeforeEach
  void prepareWhatIsRight() throws IOException {
    server = home;
    keys = Files.writeString(home.resolve("keys"), "latchkey.zoom.user=me\n");
    for (String command : List.of("asadmin", "jboss-cli.sh", "server")) {
      executable("bin/" + command, "exit 0");
    }
    write("latchkey.war", "");
    for (String port : List.of("PORT", "OPS_PORT", "ADMIN_PORT")) {
      try (ServerSocket free = new ServerSocket(0)) {
        variables.put(port, Integer.toString(free.getLocalPort()));
      }
    }
    java("25.0.1");
  }

  private void write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text + "\n");
  }

  private void executable(String file, String script) throws IOException {
    write(file, "#!/bin/sh\n" + script);
    assertTrue(home.resolve(file).toFile().setExecutable(true));
  }

  private void java(String version) throws IOException {
    executable("java/bin/java", "echo 'openjdk version \"" + version + "\" 2025-01-01' >&2");
    variables.put("JAVA_HOME", home.resolve("java").toString());
  }

  private void take(String port) throws IOException {
    ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    taken.add(socket);
    variables.put(port, Integer.toString(socket.getLocalPort()));
  }

  static Stream<String> mishaps() {
    return MISHAPS.stream().map(Mishap::name);
  }

  @ParameterizedTest
  @MethodSource("mishaps")
  void mishap_endsWithOneSentence_andNothingIsLeft(String name) throws Exception {
    Mishap mishap =
        MISHAPS.stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
    for (Kind kind : Kind.values()) {
      prepareWhatIsRight();
      write(kind.versionFile, kind.version);
      mishap.preparation.prepare(this, kind);
      Set<String> before = files();
      String said = fails(kind);
      assertTrue(said.strip().matches(mishap.sentence), kind + ": " + said);
      assertEquals(before, files(), kind::toString);
      for (ServerSocket socket : taken) {
        socket.close();
      }
      variables.clear();
    }
  }

  private String fails(Kind kind) throws IOException, InterruptedException {
    String script = Path.of("server-config", kind.script).toAbsolutePath().toString();
    ProcessBuilder builder =
        kind.isPayaraMicro()
            ? new ProcessBuilder(script)
            : new ProcessBuilder(script, server.toString(), keys.toString());
    builder.redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeAll(
            List.of(
                "AS_JAVA", "DOMAINS", "JBOSS_BASE_DIR", "WLP_USER_DIR", "LOG_FORMAT", "LOG_DEBUG"));
    builder.environment().putAll(variables);
    builder.environment().put("PAYARA_MICRO", server.resolve("payara-micro.jar").toString());
    builder.environment().put("LATCHKEY_WAR", home.resolve("latchkey.war").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertNotEquals(0, process.waitFor(), said);
    // What the file of keys lacks is told, too: the environment may have it.
    return said.lines()
        .filter(line -> !line.contains(", without which Latchkey is not deployed."))
        .collect(Collectors.joining("\n"));
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void document_namesEachMishap() throws IOException {
    String document = Files.readString(Path.of("docs/mishaps.md"));
    for (Mishap mishap : MISHAPS) {
      assertTrue(document.contains("| " + mishap.name + " |"), mishap.name);
    }
    assertEquals(
        Arrays.stream(Kind.values()).count(),
        document.lines().filter(line -> line.startsWith("- ")).count(),
        "the servers");
  }
}
