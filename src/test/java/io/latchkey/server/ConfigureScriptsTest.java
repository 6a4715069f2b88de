package io.latchkey.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests what the configure scripts do when something goes wrong. The home of the server is a
 * directory of the test, with commands that fail. The tests in the container show that the scripts
 * work on real servers.
 */
class ConfigureScriptsTest {

  private static final String KEYS =
      "latchkey.zoom.account-id=acc\nlatchkey.zoom.client-secret=s3cr3t\n";

  private static final String STOCK_WILDFLY = "<server xmlns=\"urn:jboss:domain:20.0\">\n";

  @TempDir private Path home;
  private Path keys;

  @BeforeEach
  void writeKeys() throws IOException {
    keys = Files.writeString(home.resolve("keys"), KEYS);
    write("glassfish/config/branding/glassfish-version.properties", "major_version=6\n");
    write("lib/versions/openliberty.properties", "com.ibm.websphere.productVersion=25.0.0.12\n");
    write("standalone/configuration/standalone-microprofile.xml", STOCK_WILDFLY);
  }

  private void write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  // --- the file with the keys

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latchkey.zoom.user=me\nlatchkey.zoom.user=you",
        "latchkey.zoom.client-secret=a\nlatchkey.zoom.client-secret=b",
        "latchkey.callback.token=\tsecret",
        "latchkey.zoom.user=me;x",
        "latchkey.zoom.user",
        "latchkey.zoom.user=",
        "latchkey.zoom.client-secret=",
        "latchkey/../../x=1",
        "../x=1",
        " latchkey.zoom.user=me",
        "latchkey.zoom.user=$(touch x)",
        "latchkey.zoom.client-secert=s3cr3t",
        "latchkey.callback.tokens=s3cr3t",
        "latchky.zoom.client-id=x",
        "latchkey.zoom.account.Sales.client-id=x",
        "zoom.user=me"
      })
  void keysThatCannotBeCarried_areRefusedWithTheirLine(String text) throws Exception {
    fake("bin/server", "exit 0");
    Files.writeString(keys, "# a remark\n" + text + "\n");
    Outcome outcome = run("open-liberty/configure", home.toString(), keys.toString());
    assertNotEquals(0, outcome.status());
    assertTrue(outcome.said().matches("(?s).*keys, line [23]: .*"), outcome.said());
    assertFalse(Files.exists(home.resolve("usr")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"# all gone\n\n", "io.latchkey.zoom.ZoomGuard/api/Timeout/value=2000\n"})
  void keysMissing_leaveThoseThatAreThere(String text) throws Exception {
    fake("bin/server", "exit 0");
    run("open-liberty/configure", home.toString(), keys.toString());
    Files.writeString(keys, text);
    Outcome outcome = run("open-liberty/configure", home.toString(), keys.toString());
    assertNotEquals(0, outcome.status());
    assertTrue(outcome.said().contains("holds no key"), outcome.said());
    Path secret = server().resolve("variables/latchkey.zoom.client-secret");
    assertEquals("s3cr3t", Files.readString(secret));
  }

  @Test
  void keysThatAreMissing_areNamed() throws Exception {
    fake("bin/server", "exit 0");
    Outcome outcome = run("open-liberty/configure", home.toString(), keys.toString());
    assertEquals(0, outcome.status(), "the environment may have them");
    assertTrue(
        outcome.said().contains("lacks latchkey.zoom.client-id latchkey.callback.token,"),
        outcome.said());
  }

  /** The keys that the properties file of the WAR describes, and those of MicroProfile. */
  @Test
  void everyKeyThatLatchkeyKnows_isAccepted() throws Exception {
    fake("bin/server", "exit 0");
    Set<String> known =
        Pattern.compile("(?m)^(?:# )?((?:latchkey|io)[a-zA-Z./-]+)=")
            .matcher(
                Files.readString(
                    Path.of("src/main/resources/META-INF/microprofile-config.properties")))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(known.contains("latchkey.zoom.account.sales.client-secret"), known::toString);
    known.add("MP_Fault_Tolerance_NonFallback_Enabled");
    known.add("mp.openapi.scan.disable");
    Files.writeString(keys, known.stream().map(key -> key + "=1\n").collect(Collectors.joining()));
    Outcome outcome = run("open-liberty/configure", home.toString(), keys.toString());
    assertEquals(0, outcome.status(), outcome.said());
  }

  /**
   * A script must refuse a taken port before it makes anything. Later, a server would hang, or fill
   * a page with errors.
   */
  @ParameterizedTest
  @CsvSource({
    "payara-server, PORT",
    "payara-server, OPS_PORT",
    "payara-server, ADMIN_PORT",
    "wildfly, PORT",
    "wildfly, OPS_PORT",
    "open-liberty, PORT",
    "open-liberty, OPS_PORT"
  })
  void portThatIsTaken_isNamed_andNothingIsMade(String server, String variable) throws Exception {
    fake("bin/asadmin", "exit 0");
    fake("bin/jboss-cli.sh", "exit 0");
    fake("bin/server", "exit 0");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> ports = new HashMap<>();
      for (String each : List.of("PORT", "OPS_PORT", "ADMIN_PORT")) {
        ports.put(each, freePort());
      }
      ports.put(variable, Integer.toString(taken.getLocalPort()));
      Outcome outcome = run(server + "/configure", ports, home.toString(), keys.toString());
      assertNotEquals(0, outcome.status());
      assertTrue(
          outcome.said().contains("Port " + taken.getLocalPort() + " is taken"), outcome.said());
      assertFalse(Files.exists(home.resolve("glassfish/domains/latchkey")));
      assertFalse(Files.exists(home.resolve("usr/servers/latchkey")));
      assertFalse(Files.exists(home.resolve("standalone/configuration/standalone-latchkey.xml")));
    }
  }

  /** Until the script has set it up, a new domain listens on ports that are counted from a base. */
  @Test
  void portOfTheNewDomainsBase_thatIsTaken_isNamed() throws Exception {
    fake("bin/asadmin", "exit 0");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // The base is the port for management less 48; the domain listens at the base plus 80.
      int admin = taken.getLocalPort() - 80 + 48;
      Outcome outcome =
          run(
              "payara-server/configure",
              Map.of(
                  "PORT",
                  freePort(),
                  "OPS_PORT",
                  freePort(),
                  "ADMIN_PORT",
                  Integer.toString(admin)),
              home.toString(),
              keys.toString());
      assertNotEquals(0, outcome.status());
      assertTrue(
          outcome.said().contains("Port " + taken.getLocalPort() + " is taken"), outcome.said());
    }
  }

  private static String freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return Integer.toString(free.getLocalPort());
    }
  }

  /**
   * No script may pipe into a command that stops reading at the first hit: that can end the writer,
   * which then looks like a failure.
   */
  @Test
  void noScript_pipesIntoWhatStopsReading() throws Exception {
    try (Stream<Path> files = Files.walk(Path.of("server-config"))) {
      for (Path file : files.filter(Files::isExecutable).filter(Files::isRegularFile).toList()) {
        assertFalse(
            Files.readString(file).matches("(?s).*\\| *(grep -[a-zA-Z]*q|head).*"),
            file.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-server", "wildfly", "open-liberty"})
  void restore_ofWhatWasNeverConfigured_saysSo(String server) throws Exception {
    fake("bin/asadmin", "exit 0");
    fake("bin/jboss-cli.sh", "exit 0");
    fake("bin/server", "exit 0");
    Files.createDirectories(home.resolve("standalone/configuration"));
    Outcome outcome = run(server + "/restore", home.toString());
    assertEquals(0, outcome.status(), outcome.said());
    assertTrue(outcome.said().contains("There is no"), outcome.said());
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-server", "wildfly", "open-liberty"})
  void restore_ofAHomeThatIsNone_saysSo(String server) throws Exception {
    Outcome outcome = run(server + "/restore", home.resolve("mistyped").toString());
    assertNotEquals(0, outcome.status());
    assertTrue(outcome.said().contains("mistyped"), outcome.said());
  }

  // --- Payara Micro

  @Test
  void withoutADirectoryForTemporaryFiles_payaraMicroIsNotStarted() throws Exception {
    Path none = home.resolve("none");
    Outcome outcome = runPayaraMicro(Map.of("TMPDIR", none.toString()));
    assertEquals(1, outcome.status(), outcome.said());
    assertEquals("There is no directory %s: name one in TMPDIR.\n".formatted(none), outcome.said());
  }

  @Test
  void withoutAnAddressOfTheMachinesName_payaraMicroIsNotStarted() throws Exception {
    fake("bin/getent", "exit 2");
    String path = home.resolve("bin") + ":" + System.getenv("PATH");
    Outcome outcome = runPayaraMicro(Map.of("PATH", path));
    assertEquals(1, outcome.status(), outcome.said());
    assertTrue(outcome.said().startsWith("The name of this machine, "), outcome.said());
    assertTrue(outcome.said().contains(" to /etc/hosts."), outcome.said());
  }

  @Test
  void temporaryFilesOfPayaraMicro_areWhereTmpdirSays() throws Exception {
    fake("jdk/bin/java", "echo \"$@\"");
    Path jdk = home.resolve("jdk");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Outcome outcome =
        runPayaraMicro(Map.of("TMPDIR", home.toString(), "JAVA_HOME", jdk.toString()));
    assertEquals(0, outcome.status(), outcome.said());
    assertTrue(outcome.said().contains(" -Djava.io.tmpdir=" + home + " "), outcome.said());
  }

  /** Runs what looks like Payara Micro 6 and a WAR. */
  private Outcome runPayaraMicro(Map<String, String> variables) throws Exception {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put(
        "PAYARA_MICRO", Files.writeString(home.resolve("p.jar"), "payara-micro-core-6").toString());
    environment.put("LATCHKEY_WAR", Files.writeString(home.resolve("l.war"), "").toString());
    return run("payara-micro/run", environment);
  }

  // --- the log

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOG_FORMAT=xml",
        "LOG_DEBUG=org.jboss",
        "LOG_DEBUG=io.latchkey.x=1",
        "LOG_DEBUG=/"
      })
  void logSettingsThatAreNone_areRefused_byEveryServer(String setting) throws Exception {
    fake("bin/asadmin", "exit 0");
    fake("bin/jboss-cli.sh", "exit 0");
    fake("bin/server", "exit 0");
    String[] variable = setting.split("=", 2);
    for (String server : new String[] {"payara-server", "wildfly", "open-liberty"}) {
      Outcome outcome =
          run(
              server + "/configure",
              Map.of(variable[0], variable[1]),
              home.toString(),
              keys.toString());
      assertNotEquals(0, outcome.status(), server);
      assertTrue(outcome.said().contains(variable[0] + " must be"), outcome.said());
    }
    Outcome outcome = run("payara-micro/run", Map.of(variable[0], variable[1]));
    assertNotEquals(0, outcome.status());
    assertTrue(outcome.said().contains(variable[0] + " must be"), outcome.said());
  }

  @Test
  void liberty_logsAsBefore_untilAskedOtherwise() throws Exception {
    fake("bin/server", "exit 0");
    assertEquals("", log("open-liberty", Map.of()));
    String json =
        log("open-liberty", Map.of("LOG_FORMAT", "json", "LOG_DEBUG", "io.latchkey.observe"));
    assertTrue(json.contains(".message.format=json\n"), json);
    assertTrue(json.contains(".console.format=json\n"), json);
    assertTrue(json.contains("=*=info:io.latchkey.observe=fine\n"), json);
    assertEquals(json, log("open-liberty", Map.of()), "configured again, for another key");
    assertEquals(
        "", log("open-liberty", Map.of("LOG_FORMAT", "text", "LOG_DEBUG", "none")), "as it was");
  }

  /**
   * Runs the configure script and returns what the configuration of Open Liberty says of the log.
   */
  private String log(String server, Map<String, String> environment) throws Exception {
    Outcome outcome = run(server + "/configure", environment, home.toString(), keys.toString());
    assertEquals(0, outcome.status(), outcome.said());
    return Files.readString(server().resolve("bootstrap.properties"))
        .lines()
        .filter(line -> line.startsWith("com.ibm.ws.logging.") && !line.contains("ffdc"))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void wildfly_logsAsBefore_untilAskedOtherwise() throws Exception {
    Path commands = home.resolve("commands");
    fake("bin/jboss-cli.sh", "cat \"${1#--file=}\" >> '%s'; echo '${ENC::x}'".formatted(commands));
    Path configuration = stockWildFly();
    for (boolean json : new boolean[] {true, false}) {
      Files.deleteIfExists(commands);
      Map<String, String> asked =
          json ? Map.of() : Map.of("LOG_FORMAT", "text", "LOG_DEBUG", "none");
      Files.writeString(
          configuration.resolve("standalone-latchkey.xml"),
          "<json-formatter/>\n<logger category=\"io.latchkey.observe\">\n");
      Outcome outcome = run("wildfly/configure", asked, home.toString(), keys.toString());
      assertEquals(0, outcome.status(), outcome.said());
      String said = Files.readString(commands);
      assertEquals(json, said.contains("json-formatter=JSON:add"), said);
      assertEquals(json, said.contains("logger=io.latchkey.observe:add(level=DEBUG)"), said);
    }
  }

  /** The stock configuration of WildFly has a formatter for JSON, in its audit log. */
  @Test
  void wildfly_configuredAgain_logsTextStill() throws Exception {
    Path commands = home.resolve("commands");
    fake("bin/jboss-cli.sh", "cat \"${1#--file=}\" >> '%s'; echo '${ENC::x}'".formatted(commands));
    Files.writeString(
        stockWildFly().resolve("standalone-latchkey.xml"),
        "<formatters>\n    <json-formatter name=\"json-formatter\"/>\n</formatters>\n");
    assertEquals(0, run("wildfly/configure", home.toString(), keys.toString()).status());
    assertFalse(Files.readString(commands).contains("json-formatter=JSON:add"));
  }

  /** WildFly also writes its logging configuration into {@code logging.properties}. */
  @Test
  void wildfly_restore_putsBackHowItLogged() throws Exception {
    fake("bin/jboss-cli.sh", "echo '${ENC::x}'");
    Path configuration = stockWildFly();
    for (int run = 1; run <= 2; run++) {
      Outcome outcome = run("wildfly/configure", home.toString(), keys.toString());
      assertEquals(0, outcome.status(), outcome.said());
      Files.writeString(configuration.resolve("logging.properties"), "as JSON");
    }
    assertEquals(0, run("wildfly/restore", home.toString()).status());
    assertEquals("stock", Files.readString(configuration.resolve("logging.properties")));
    assertFalse(Files.exists(configuration.resolve("logging.properties.latchkey")));
  }

  // --- WildFly

  @Test
  void wildfly_thatFails_keepsTheConfigurationInUse() throws Exception {
    fake("bin/jboss-cli.sh", "echo no; exit 1");
    Path configuration = stockWildFly();
    Path used = Files.writeString(configuration.resolve("standalone-latchkey.xml"), "in use");
    assertNotEquals(0, run("wildfly/configure", home.toString(), keys.toString()).status());
    assertEquals("in use", Files.readString(used));
    assertFalse(Files.exists(configuration.resolve("standalone-latchkey-new.xml")));
  }

  private Path stockWildFly() throws IOException {
    Path configuration = Files.createDirectories(home.resolve("standalone/configuration"));
    for (String file :
        new String[] {
          "logging.properties",
          "application-users.properties",
          "application-roles.properties",
          "mgmt-users.properties",
          "mgmt-groups.properties"
        }) {
      Files.writeString(configuration.resolve(file), "stock");
    }
    return configuration;
  }

  // --- Payara Server

  private Path domain() {
    return home.resolve("glassfish/domains/latchkey");
  }

  @Test
  void payara_thatFailsTheFirstTime_leavesNoDomainBehind() throws Exception {
    fake(
        "bin/asadmin",
        "case $1 in create-domain) mkdir -p '%s/config';; delete-domain) rm -r '%s';; *) exit 1;; esac"
            .formatted(domain(), domain()));
    Outcome outcome = run("payara-server/configure", home.toString(), keys.toString());
    assertNotEquals(0, outcome.status());
    assertTrue(outcome.said().contains("start-domain"), outcome.said());
    assertFalse(Files.exists(domain()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"configure", "restore"})
  void payara_whatAKilledRunHasLeft_isTakenAway(String script) throws Exception {
    fake("bin/asadmin", "test $1 != create-domain");
    making(Long.MAX_VALUE);
    if (script.equals("restore")) {
      run("payara-server/restore", home.toString());
    } else {
      Outcome outcome = run("payara-server/configure", home.toString(), keys.toString());
      assertTrue(outcome.said().contains("This failed"), outcome.said());
      assertTrue(outcome.said().contains("create-domain"), "it begins anew");
    }
    assertFalse(Files.exists(domain()));
  }

  /** A domain that is not whole has a port that nobody has chosen. */
  @Test
  void payara_portOfADomainThatIsNotWhole_isNotKept() throws Exception {
    fake("bin/asadmin", "exit 0");
    making(Long.MAX_VALUE);
    Files.writeString(
        domain().resolve("config/domain.xml"),
        "<network-listener port=\"4880\" name=\"http-listener-1\"/>\n");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Outcome outcome =
          run("payara-server/configure", Map.of("PORT", port), home.toString(), keys.toString());
      assertTrue(outcome.said().contains("Port " + port + " is taken"), outcome.said());
    }
  }

  @Test
  void payara_whatAnotherRunIsMaking_isLeftToIt() throws Exception {
    fake("bin/asadmin", "exit 0");
    Path making = making(ProcessHandle.current().pid());
    Outcome outcome = run("payara-server/configure", home.toString(), keys.toString());
    assertNotEquals(0, outcome.status());
    assertTrue(outcome.said().contains("Another run"), outcome.said());
    assertTrue(Files.exists(making));
  }

  /**
   * With many keys, a reader that stops early ends the command that writes to it, which looks like
   * a failure.
   */
  @Test
  void payara_configuredAgainWithManyKeys_deletesNone() throws Exception {
    Path commands = home.resolve("commands");
    fake("bin/asadmin", "case $3 in multimode) cp \"$5\" '%s';; esac".formatted(commands));
    String[] names = new String[600];
    Arrays.setAll(names, i -> "latchkey.zoom.account.a" + i + ".client-id");
    Files.writeString(keys, String.join("=x\n", names) + "=x\n");
    Path config = Files.createDirectories(domain().resolve("config"));
    Files.writeString(config.resolve("latchkey.configured"), String.join("\n", names) + "\n");
    Files.writeString(config.resolve("pid"), ProcessHandle.current().pid() + "\n");
    Files.writeString(
        config.resolve("domain.xml"),
        "payara.microprofile.latchkey.zoom.account\n"
            + "<network-listener port=\"4848\" name=\"admin-listener\"></network-listener>\n"
            + Arrays.stream(names)
                .map(name -> "\"payara.microprofile." + name + "\"\n")
                .collect(Collectors.joining()));
    Outcome outcome = run("payara-server/configure", home.toString(), keys.toString());
    assertEquals(0, outcome.status(), outcome.said());
    assertTrue(outcome.said().contains("on port 4848"), outcome.said());
    assertFalse(Files.readString(commands).contains("delete-"), "keys that the file names");
  }

  private Path making(long process) throws IOException {
    Files.createDirectories(domain().resolve("config"));
    return Files.writeString(domain().resolveSibling(".latchkey.making"), process + "\n");
  }

  /** Here the server's own command for deleting the domain fails, too. */
  @Test
  void payara_thatFailsAndCannotDelete_leavesNoDomainBehind() throws Exception {
    fake(
        "bin/asadmin",
        "case $1 in create-domain) mkdir -p '%s/config';; *) exit 1;; esac".formatted(domain()));
    assertNotEquals(0, run("payara-server/configure", home.toString(), keys.toString()).status());
    assertFalse(Files.exists(domain()));
  }

  @Test
  void payara_logsAsBefore_untilAskedOtherwise() throws Exception {
    Path commands = home.resolve("commands");
    fake("bin/asadmin", "case $3 in multimode) cp \"$5\" '%s';; esac".formatted(commands));
    Path config = Files.createDirectories(domain().resolve("config"));
    Files.writeString(config.resolve("latchkey.configured"), "");
    Files.writeString(config.resolve("pid"), ProcessHandle.current().pid() + "\n");
    Files.writeString(
        config.resolve("domain.xml"), "<network-listener port=\"4848\" name=\"admin-listener\">\n");
    Files.writeString(config.resolve("logging.properties"), "io.latchkey.mint.level=FINE\n");
    run("payara-server/configure", home.toString(), keys.toString());
    assertFalse(Files.readString(commands).contains("set-log"));
    run(
        "payara-server/configure",
        Map.of("LOG_FORMAT", "json", "LOG_DEBUG", "io.latchkey.observe"),
        home.toString(),
        keys.toString());
    String json = Files.readString(commands);
    assertTrue(json.contains(".JSONLogFormatter\n"), json);
    assertTrue(json.contains("io.latchkey.mint=INFO\nset-log-levels io.latchkey.observe=FINE\n"));
    run(
        "payara-server/configure",
        Map.of("LOG_FORMAT", "text", "LOG_DEBUG", "none"),
        home.toString(),
        keys.toString());
    String text = Files.readString(commands);
    assertTrue(text.contains(".ODLLogFormatter\n"), text);
    assertTrue(text.contains("set-log-levels io.latchkey.mint=INFO\n"), text);
    assertFalse(text.contains("FINE"), text);
  }

  @Test
  void payara_leavesAloneADomainThatIsNotItsOwn() throws Exception {
    fake("bin/asadmin", "exit 0");
    Files.createDirectories(domain().resolve("config"));
    assertNotEquals(0, run("payara-server/configure", home.toString(), keys.toString()).status());
    assertNotEquals(0, run("payara-server/restore", home.toString()).status());
    assertTrue(Files.exists(domain()));
  }

  // --- Open Liberty

  private Path server() {
    return home.resolve("usr/servers/latchkey");
  }

  @Test
  void liberty_configuredAgain_keepsPortsAndJvmOptions() throws Exception {
    fake("bin/server", "exit 0");
    assertEquals(
        0,
        run("open-liberty/configure", Map.of("PORT", "9080"), home.toString(), keys.toString())
            .status());
    Files.writeString(server().resolve("jvm.options"), "-Xmx2g");
    assertEquals(0, run("open-liberty/configure", home.toString(), keys.toString()).status());
    assertEquals("-Xmx2g", Files.readString(server().resolve("jvm.options")));
    assertTrue(
        Files.readString(server().resolve("bootstrap.properties")).contains("http.port=9080\n"));
  }

  @Test
  void liberty_leavesAloneAServerThatIsNotItsOwn() throws Exception {
    fake("bin/server", "exit 0");
    Files.createDirectories(server());
    assertNotEquals(0, run("open-liberty/configure", home.toString(), keys.toString()).status());
    assertNotEquals(0, run("open-liberty/restore", home.toString()).status());
    assertTrue(Files.exists(server()));
  }

  // --- running

  private record Outcome(int status, String said) {}

  private void fake(String command, String script) throws IOException {
    Path file = home.resolve(command);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private static Outcome run(String script, String... arguments) throws Exception {
    return run(script, Map.of(), arguments);
  }

  private static Outcome run(String script, Map<String, String> environment, String... arguments)
      throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = Path.of("server-config", script).toAbsolutePath().toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeAll(
            Set.of(
                "PORT",
                "OPS_PORT",
                "DOMAINS",
                "JBOSS_BASE_DIR",
                "WLP_USER_DIR",
                "LOG_FORMAT",
                "LOG_DEBUG"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), said);
  }
}
