package io.latchkey.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A Payara Server with its own domain, which the configure script makes. */
public final class PayaraServer extends Server {

  /**
   * Makes the keystore of secrets quicker. By default each secret costs a tenth of a second, and a
   * test with a hundred accounts has a hundred secrets.
   */
  private static final String QUICK_KEYSTORE = "-Djdk.jceks.iterationCount=10000";

  private static final AtomicReference<CompletableFuture<DomainTemplate>> TEMPLATE =
      new AtomicReference<>();

  PayaraServer(Site site) {
    super(site);
  }

  @Override
  protected Map<String, String> environment() {
    Map<String, String> environment = super.environment();
    environment.put("DOMAINS", site.directory().toString());
    environment.put("TERM", "dumb");
    environment.put("AS_EXTRA_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 " + QUICK_KEYSTORE);
    return environment;
  }

  /**
   * Configures and starts a domain. Making a domain takes as long as everything else together. So
   * only the first one is made by the script; the others are copies of it, which get their keys
   * while they run. A domain with its own environment variables does not become the template.
   */
  @Override
  public void launch(Map<String, String> keys) throws IOException {
    // Of several threads, one makes the template; the others wait for it in join().
    CompletableFuture<DomainTemplate> made = new CompletableFuture<>();
    if (TEMPLATE.get() == null && !variables().isEmpty()) {
      super.launch(keys);
    } else if (TEMPLATE.compareAndSet(null, made)) {
      try {
        configure(keys);
        // Copied before the domain starts, so that the copies have no files of a running one.
        made.complete(DomainTemplate.of(domain(), site.ports()));
      } catch (IOException | RuntimeException failure) {
        // The threads that wait for the template must fail as well, and not wait without end.
        made.completeExceptionally(failure);
        throw failure;
      }
      start();
    } else {
      Files.createDirectories(site.directory());
      TEMPLATE.get().join().copyTo(domain(), site.ports());
      startDomain();
      configure(keys);
      deploy();
    }
  }

  @Override
  public void start() throws IOException {
    startDomain();
    deploy();
  }

  private void startDomain() throws IOException {
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
    processOf(
            site.directory().resolve("deploy.out"),
            asadmin(),
            "--port",
            admin(),
            "deploy",
            "--force",
            "--virtualservers",
            "server",
            war.toString())
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
  protected List<Path> accessLogs() throws IOException {
    return files(domain().resolve("logs").resolve("access"), "server_.*");
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

  private Path domain() {
    return site.directory().resolve("latchkey");
  }
}
