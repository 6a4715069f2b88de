package io.latchkey.server;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * WildFly with its own base directory. The script makes the configuration there from that of
 * WildFly.
 */
public final class WildFly extends Server {

  private Optional<ProcessHandle> process = Optional.empty();

  WildFly(Site site) {
    super(site);
  }

  @Override
  protected Map<String, String> environment() {
    Map<String, String> environment = super.environment();
    environment.put("JBOSS_BASE_DIR", site.directory().toString());
    return environment;
  }

  @Override
  public void start() throws IOException {
    start("standalone-latchkey.xml");
  }

  private void start(String... options) throws IOException {
    deploy();
    String[] command = new String[options.length + 2];
    command[0] = site.home().resolve("bin").resolve("standalone.sh").toString();
    command[1] = "-c";
    System.arraycopy(options, 0, command, 2, options.length);
    ProcessBuilder run = processOf(site.directory().resolve("console.log"), command);
    // processOf sets it for scripts, whose JVMs live for a second.
    run.environment().remove("JAVA_TOOL_OPTIONS");
    run.environment().put("PREPEND_JAVA_OPTS", String.join(" ", site.javaOptions()));
    process = Optional.of(run.start().toHandle());
  }

  /**
   * Starts WildFly as it is delivered, with one of its own configurations. The keys are system
   * properties.
   */
  public void startStock(String configuration, Map<String, String> keys) throws IOException {
    Path files = Files.createDirectories(site.directory().resolve("configuration"));
    for (Path file : files(site.home().resolve("standalone").resolve("configuration"), ".*")) {
      Files.copy(file, files.resolve(file.getFileName()), REPLACE_EXISTING);
    }
    Map<String, String> properties = new HashMap<>(keys);
    properties.put("jboss.http.port", Integer.toString(site.ports().callers()));
    properties.put("jboss.https.port", "0");
    properties.put("jboss.management.http.port", Integer.toString(site.ports().ops()));
    Path file = site.directory().resolve("stock.properties");
    writePrivately(
        file,
        properties.entrySet().stream()
            .map(property -> property.getKey() + "=" + property.getValue() + "\n")
            .collect(Collectors.joining()));
    start(configuration, "-P", file.toString());
  }

  @Override
  public void installDriver(Path driver) throws IOException {
    Files.createDirectories(deployments());
    Files.copy(driver, deployments().resolve("postgresql.jar"), REPLACE_EXISTING);
  }

  @Override
  public void defineDataSource(int port) throws IOException {
    Path commands = site.directory().resolve("data-source.cli");
    writePrivately(commands, dataSource(site.scripts().resolve("data-source.cli"), port));
    run(
        site.home().resolve("bin").resolve("jboss-cli.sh").toString(),
        "--connect",
        "--controller=127.0.0.1:" + site.ports().ops(),
        "--file=" + commands);
  }

  @Override
  public String dataSourceName() {
    return "java:jboss/datasources/Latchkey";
  }

  /** Restarts WildFly, which reads its configuration only at its start. */
  @Override
  public void renew() throws IOException {
    close();
    start();
  }

  /** Returns the Java process. It is a child of the script, which waits for it. */
  @Override
  public Optional<ProcessHandle> process() {
    return process.map(
        script -> script.children().filter(child -> isJava(child)).findFirst().orElse(script));
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("java")).isPresent();
  }

  @Override
  public void deploy() throws IOException {
    Files.createDirectories(deployments());
    Files.copy(site.war(), deployments().resolve("latchkey.war"), REPLACE_EXISTING);
    for (Path war : neighbours()) {
      Files.copy(war, deployments().resolve(war.getFileName()), REPLACE_EXISTING);
    }
  }

  @Override
  public void undeploy() throws IOException {
    Files.delete(deployments().resolve("latchkey.war"));
  }

  private Path deployments() {
    return site.directory().resolve("deployments");
  }

  @Override
  protected List<Path> logs() throws IOException {
    return files(logDirectory(), "server\\.log.*");
  }

  @Override
  protected List<Path> written() throws IOException {
    List<Path> all = files(logDirectory(), ".*");
    all.add(site.directory().resolve("console.log"));
    return all;
  }

  @Override
  protected List<Path> accessLogs() throws IOException {
    return files(logDirectory(), "access_log.*");
  }

  @Override
  protected void stop() throws IOException {
    process().ifPresent(ProcessHandle::destroy);
  }

  private Path logDirectory() {
    return site.directory().resolve("log");
  }
}
