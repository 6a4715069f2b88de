package io.latchkey.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Payara Micro, which has no installation to configure: its script runs it. The keys are files in a
 * secrets directory, which has links into a hidden directory, as Kubernetes mounts it.
 */
public final class PayaraMicro extends Server {

  private final List<String> options = new ArrayList<>();
  private List<String> overrides = List.of();
  private Optional<ProcessHandle> process = Optional.empty();

  PayaraMicro(Site site) {
    super(site);
  }

  @Override
  public void configure(Map<String, String> keys) throws IOException {
    Path data = Files.createDirectories(secrets().resolve("..data"));
    // A key that is no longer configured must not keep its file.
    for (String old : names(secrets())) {
      Files.deleteIfExists(secrets().resolve(old));
      Files.deleteIfExists(data.resolve(old));
    }
    // An override key of Fault Tolerance has slashes, which no file name can have.
    overrides =
        keys.entrySet().stream()
            .filter(key -> key.getKey().contains("/"))
            .map(key -> "-D" + key.getKey() + "=" + key.getValue())
            .toList();
    for (Map.Entry<String, String> key : keys.entrySet()) {
      if (!key.getKey().contains("/")) {
        writePrivately(data.resolve(key.getKey()), key.getValue() + "\n");
        Files.createSymbolicLink(
            secrets().resolve(key.getKey()), Path.of("..data").resolve(key.getKey()));
      }
    }
  }

  @Override
  public void restore() throws IOException {
    configure(Map.of());
  }

  @Override
  public void renew() throws IOException {
    close();
    start();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isSymbolicLink).map(f -> f.getFileName().toString()).toList();
    }
  }

  @Override
  protected Map<String, String> environment() {
    Map<String, String> environment = super.environment();
    environment.put("PAYARA_MICRO", site.home().toString());
    environment.put("LATCHKEY_WAR", site.war().toString());
    environment.put("SECRETS", secrets().toString());
    environment.put("ACCESS_LOGS", site.directory().resolve("access").toString());
    environment.put(
        "JAVA_OPTS", String.join(" ", site.javaOptions()) + " " + String.join(" ", overrides));
    return environment;
  }

  @Override
  public void installDriver(Path driver) {
    options.addAll(List.of("--addlibs", driver.toString()));
  }

  @Override
  public void defineDataSource(int port) throws IOException {
    Path commands = site.directory().resolve("data-source.asadmin");
    writePrivately(commands, dataSource(site.scripts().resolve("../data-source.asadmin"), port));
    variables().put("COMMANDS", commands.toString());
  }

  @Override
  public void start() throws IOException {
    List<String> command = new ArrayList<>(List.of(site.scripts().resolve("run").toString()));
    command.addAll(options);
    neighbours().forEach(war -> command.addAll(List.of("--deploy", war.toString())));
    process = Optional.of(processOf(console(), command.toArray(String[]::new)).start().toHandle());
  }

  /** Starts it once more if {@code run} has ended one that hung, as every supervisor does. */
  @Override
  public boolean awaitReady(Duration atMost, Runnable tick)
      throws InterruptedException, IOException {
    if (super.awaitReady(atMost, tick)) {
      return true;
    }
    String log = log();
    if (isAlive() || !log.contains("Payara Micro does not listen at ")) {
      return false;
    }
    System.err.println(log + "\nIs started once more: " + logFile());
    start();
    return super.awaitReady(atMost, tick);
  }

  @Override
  public Optional<ProcessHandle> process() {
    return process;
  }

  @Override
  public boolean redeploys() {
    return false;
  }

  @Override
  public void deploy() {
    throw new UnsupportedOperationException("Payara Micro deploys at its start");
  }

  @Override
  public void undeploy() {
    throw new UnsupportedOperationException("Payara Micro deploys at its start");
  }

  @Override
  protected List<Path> logs() {
    return List.of(console());
  }

  @Override
  protected List<Path> written() throws IOException {
    List<Path> all = accessLogs();
    all.add(console());
    return all;
  }

  @Override
  protected List<Path> accessLogs() throws IOException {
    return files(site.directory().resolve("access"), ".*");
  }

  @Override
  protected void stop() {
    process.ifPresent(ProcessHandle::destroy);
  }

  private Path console() {
    return site.directory().resolve("server.log");
  }

  private Path secrets() {
    return site.directory().resolve("secrets");
  }
}
