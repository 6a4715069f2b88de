package io.latchkey.mishap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.server.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An operator's attempt to set up a server. All is right at first; a mishap makes one thing wrong.
 * Closing it frees the ports that were taken.
 */
final class Attempt implements AutoCloseable {

  /** Of the shell, what would configure the scripts. */
  private static final List<String> OF_THE_SHELL =
      List.of(
          "AS_JAVA",
          "JAVA_HOME",
          "DOMAINS",
          "JBOSS_BASE_DIR",
          "WLP_USER_DIR",
          "ADDRESS",
          "OPS_ADDRESS",
          "ACCESS_LOGS",
          "SECRETS",
          "LOG_FORMAT",
          "LOG_DEBUG",
          "JAVA_OPTS",
          "JAVA_TOOL_OPTIONS");

  private static final List<String> COMMANDS =
      List.of(
          ("awk bash cat chmod cp cut dirname env grep id mkdir mktemp mv paste pgrep ps readlink"
                  + " realpath rm sed sort tail timeout touch xargs")
              .split(" "));

  static final String KEYS =
      """
      latchkey.zoom.account-id=account
      latchkey.zoom.client-id=client
      latchkey.zoom.client-secret=s3cr3t
      latchkey.callback.token=0123456789abcdef0123456789abcdef
      """;

  private final Site.Ports ports;
  private final SupportedServer server;
  private final Path scratch;
  private final Map<String, String> variables = new HashMap<>();
  private final List<ServerSocket> taken = new ArrayList<>();
  private final String mark = UUID.randomUUID().toString();
  private Path home;
  private Path keys;
  private String script;
  private boolean isOrdinaryUser;

  /**
   * @param home the directory of the server; for Payara Micro the one that holds its JAR
   * @param java the home of the Java for the server
   * @param scratch an empty directory for all that the operator has beside the server
   */
  Attempt(SupportedServer server, Path home, Path java, Path scratch) throws IOException {
    this.server = server;
    this.home = home;
    this.scratch = Files.createDirectories(scratch);
    script = server.firstScript();
    keys = Files.writeString(scratch.resolve("latchkey.properties"), KEYS);
    Path secrets = Files.createDirectories(scratch.resolve("secrets"));
    Files.writeString(secrets.resolve("latchkey.zoom.client-secret"), "s3cr3t\n");
    variables.put("SECRETS", secrets.toString());
    variables.put("JAVA_HOME", java.toString());
    variables.put("TMPDIR", Files.createDirectories(temporary()).toString());
    variables.put(
        "LATCHKEY_WAR", Files.writeString(scratch.resolve("latchkey.war"), "").toString());
    variables.put("MISHAP", mark);
    ports = Site.Ports.free();
    variables.put("PORT", Integer.toString(ports.callers()));
    variables.put("OPS_PORT", Integer.toString(ports.ops()));
    variables.put("ADMIN_PORT", Integer.toString(ports.admin()));
  }

  SupportedServer server() {
    return server;
  }

  /** Returns the directory for temporary files, which must be empty in the end. */
  Path temporary() {
    return scratch.resolve("tmp");
  }

  Path scratch() {
    return scratch;
  }

  Path home() {
    return home;
  }

  /**
   * Returns the value of the variable {@code MISHAP}, which only processes of this attempt have.
   */
  String mark() {
    return mark;
  }

  /** Returns whether a variable names a port, which a mishap may have changed. */
  boolean hasPort(String variable) {
    return variables.get(variable).matches("\\d+");
  }

  int port(String variable) {
    return Integer.parseInt(variables.get(variable));
  }

  /** Returns a text of a script with the ports that everybody has, in place of free ones. */
  String withUsualPorts(String said) {
    return withUsualPort(
        withUsualPort(withUsualPort(said, ports.callers(), 8080), ports.ops(), 8081),
        ports.admin(),
        4848);
  }

  /** A script also names ports that are counted from it. */
  private static String withUsualPort(String said, int port, int usual) {
    String text = said;
    for (int offset : new int[] {0, 86 - 48, 100, 200}) {
      text = text.replaceAll("\\b" + (port + offset) + "\\b", Integer.toString(usual + offset));
    }
    return text;
  }

  // --- what may be wrong

  void set(String variable, String value) {
    variables.put(variable, value);
  }

  void unset(String variable) {
    variables.remove(variable);
  }

  void call(String name) {
    script = name;
  }

  void takeHome(Path another) {
    home = another;
  }

  void takeKeys(Path another) {
    keys = another;
    variables.put("SECRETS", another.toString());
  }

  void writeKeys(String text) throws IOException {
    Files.writeString(keys, text, UTF_8);
  }

  void take(String variable) throws IOException {
    take(port(variable));
  }

  void take(int port) throws IOException {
    taken.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
  }

  /** Takes the rights of the user {@code root} away, whom no mode of a file stops. */
  void runAsOrdinaryUser() {
    isOrdinaryUser = true;
  }

  /** Makes a file or an empty directory that nobody may use, and returns it. */
  Path lock(Path file) throws IOException {
    runAsOrdinaryUser();
    if (!Files.exists(file)) {
      Files.createDirectories(file);
    }
    boolean locked =
        file.toFile().setWritable(false, false)
            && (Files.isDirectory(file) || file.toFile().setReadable(false, false));
    if (!locked) {
      throw new IOException("cannot lock " + file);
    }
    return file;
  }

  /** Returns the file of keys; for Payara Micro that of one key. */
  Path keyFile() {
    return server.isPayaraMicro()
        ? Path.of(variables.get("SECRETS")).resolve("latchkey.zoom.client-secret")
        : keys;
  }

  /** Deletes the temporary files: a script that is killed cannot do that. */
  void forgetTemporaryFiles() throws IOException {
    try (Stream<Path> files = Files.walk(temporary())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  // --- running

  Call start() throws IOException {
    return Call.of(builder());
  }

  private ProcessBuilder builder() {
    List<String> command = new ArrayList<>();
    if (isOrdinaryUser && System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
    }
    command.add(server.script(script).toString());
    if (!server.isPayaraMicro()) {
      command.add(home.toString());
    }
    if (script.equals("configure")) {
      command.add(keys.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(OF_THE_SHELL);
    environment.keySet().removeIf(variable -> variable.startsWith("LATCHKEY_"));
    environment.putAll(variables);
    if (server.isPayaraMicro()) {
      environment.put("PAYARA_MICRO", home.resolve(server.versionFile()).toString());
    } else {
      environment.remove("SECRETS");
    }
    return builder;
  }

  /** Chooses a Java that is too old: the one of this JVM, or a stand-in if that is new enough. */
  void useOldJava() throws IOException {
    Path java = Path.of(System.getProperty("java.home"));
    if (Runtime.version().feature() >= server.leastJava()) {
      java = scratch.resolve("old-java");
      executable(java.resolve("bin").resolve("java"), "echo 'openjdk version \"11.0.2\"' >&2");
    }
    variables.put("JAVA_HOME", java.toString());
  }

  static void executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + file);
    }
  }

  /**
   * Chooses a server that says it is of another version. It consists of links to the real one, but
   * for the file with the version.
   */
  void useOtherVersion(String version) throws IOException {
    Path links = Files.createDirectories(scratch.resolve("other-version"));
    Path original = home;
    Path copy = links;
    for (Path name : Path.of(server.versionFile())) {
      link(original, copy, name);
      original = original.resolve(name);
      copy = copy.resolve(name);
      if (Files.isDirectory(original)) {
        Files.createDirectories(copy);
      }
    }
    // As Latin-1, since for Payara Micro this is its whole JAR.
    String text = Files.readString(original, ISO_8859_1);
    Files.writeString(copy, text.replaceAll(server.versionPattern(), version), ISO_8859_1);
    home = links;
  }

  /** Makes links to everything in a directory but one. */
  private static void link(Path from, Path to, Path except) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(each -> !each.getFileName().equals(except)).toList()) {
        Files.createSymbolicLink(to.resolve(file.getFileName()), file);
      }
    }
  }

  /** Returns a directory for PATH with the commands that the scripts use, Java's excepted. */
  String pathWithoutJava() throws IOException {
    Path commands = scratch.resolve("commands");
    for (String directory : System.getenv("PATH").split(":")) {
      for (String command : COMMANDS) {
        Path original = Path.of(directory, command);
        Path ours = commands.resolve(command);
        if (Files.isExecutable(original) && !Files.exists(ours)) {
          executable(ours, "exec " + original + " \"$@\"");
        }
      }
    }
    return commands.toString();
  }

  /** Frees the ports that were taken. */
  void freePorts() throws IOException {
    for (ServerSocket socket : taken) {
      socket.close();
    }
    taken.clear();
  }

  @Override
  public void close() throws IOException {
    freePorts();
  }
}
