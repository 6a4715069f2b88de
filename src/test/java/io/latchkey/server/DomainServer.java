package io.latchkey.server;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server whose settings are in a domain, which the configure script makes and {@code asadmin}
 * manages.
 */
abstract class DomainServer extends Server {

  /**
   * Makes the keystore of secrets quicker. By default each secret costs a tenth of a second on
   * Payara, and on GlassFish as much for each secret that is already there. A test with a hundred
   * accounts has a hundred secrets.
   */
  private static final String QUICK_KEYSTORE =
      "-Djdk.jceks.iterationCount=10000 -Dkeystore.pkcs12.keyPbeIterationCount=100"
          + " -Dkeystore.pkcs12.certPbeIterationCount=100 -Dkeystore.pkcs12.macIterationCount=100";

  DomainServer(Site site) {
    super(site);
  }

  /** Returns further arguments of {@code asadmin deploy}. */
  abstract List<String> deployOptions();

  @Override
  protected Map<String, String> environment() {
    Map<String, String> environment = super.environment();
    environment.put("DOMAINS", site.directory().toString());
    environment.put("TERM", "dumb");
    environment.put("AS_JAVA", site.java().toString());
    environment.put("AS_EXTRA_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 " + QUICK_KEYSTORE);
    return environment;
  }

  @Override
  public void start() throws IOException {
    startDomain();
    deploy();
  }

  final void startDomain() throws IOException {
    Path console = site.directory().resolve("start.out");
    ProcessBuilder start =
        processOf(
            console,
            asadmin(),
            "start-domain",
            "--domaindir",
            site.directory().toString(),
            "latchkey");
    start
        .environment()
        .put("JAVA_TOOL_OPTIONS", String.join(" ", site.javaOptions()) + " " + QUICK_KEYSTORE);
    if (start.start().onExit().join().exitValue() != 0) {
      throw new IOException("start-domain failed: " + Files.readString(console));
    }
  }

  @Override
  public void installDriver(Path driver) throws IOException {
    Files.copy(driver, domain().resolve("lib").resolve("postgresql.jar"), REPLACE_EXISTING);
  }

  @Override
  public void defineDataSource(int port) throws IOException {
    Path commands = site.directory().resolve("data-source.asadmin");
    writePrivately(commands, dataSource(site.scripts().resolve("../data-source.asadmin"), port));
    run(asadmin(), "--port", admin(), "multimode", "--file", commands.toString());
  }

  @Override
  public Optional<ProcessHandle> process() throws IOException {
    Path pid = domain().resolve("config").resolve("pid");
    return Files.exists(pid)
        ? ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        : Optional.empty();
  }

  /** Does not check whether the deployment succeeded: the log of the server says so. */
  @Override
  public void deploy() throws IOException {
    deploy(site.war());
    for (Path war : neighbours()) {
      deploy(war);
    }
  }

  private void deploy(Path war) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(asadmin(), "--port", admin(), "deploy", "--force"));
    command.addAll(deployOptions());
    command.add(war.toString());
    processOf(site.directory().resolve("deploy.out"), command.toArray(String[]::new))
        .start()
        .onExit()
        .join();
  }

  @Override
  public void undeploy() throws IOException {
    run(asadmin(), "--port", admin(), "undeploy", "latchkey");
  }

  @Override
  protected List<Path> logs() throws IOException {
    return files(domain().resolve("logs"), "server\\.log.*");
  }

  @Override
  protected List<Path> written() throws IOException {
    return files(domain().resolve("logs"), ".*");
  }

  @Override
  protected void stop() throws IOException {
    run(asadmin(), "stop-domain", "--domaindir", site.directory().toString(), "latchkey");
  }

  private String asadmin() {
    return site.home().resolve("bin").resolve("asadmin").toString();
  }

  private String admin() {
    return Integer.toString(site.ports().admin());
  }

  final Path domain() {
    return site.directory().resolve("latchkey");
  }

  @Override
  protected List<Path> accessLogs() throws IOException {
    return files(domain().resolve("logs").resolve("access"), "server_.*");
  }
}
