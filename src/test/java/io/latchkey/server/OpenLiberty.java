package io.latchkey.server;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An Open Liberty server in its own user directory, which the configure script makes. */
public final class OpenLiberty extends Server {

  private Optional<ProcessHandle> process = Optional.empty();

  OpenLiberty(Site site) {
    super(site);
  }

  @Override
  protected Map<String, String> environment() {
    Map<String, String> environment = super.environment();
    environment.put("WLP_USER_DIR", site.directory().toString());
    return environment;
  }

  @Override
  public void start() throws IOException {
    deploy();
    ProcessBuilder run =
        processOf(
            site.directory().resolve("console.log"),
            site.home().resolve("bin").resolve("server").toString(),
            "run",
            "latchkey");
    // processOf sets it for scripts, whose JVMs live for a second.
    run.environment().remove("JAVA_TOOL_OPTIONS");
    run.environment().put("JVM_ARGS", String.join(" ", site.javaOptions()));
    process = Optional.of(run.start().toHandle());
  }

  @Override
  public Optional<ProcessHandle> process() {
    return process;
  }

  /** Does nothing: a running Liberty takes what {@link #configure} changed. */
  @Override
  public void renew() {}

  @Override
  public void deploy() throws IOException {
    long before = isAlive() ? starts() : 0;
    Files.copy(site.war(), deployed(), REPLACE_EXISTING);
    if (!neighbours().isEmpty()) {
      deployNeighbours();
    }
    if (isAlive()) {
      touchUntilNoticed(before);
    }
  }

  /**
   * Liberty overlooks an archive that comes while it still deals with the end of the one before:
   * then only a later change of the file makes it look.
   */
  private void touchUntilNoticed(long startsBefore) {
    await()
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ofSeconds(3))
        .pollInterval(Duration.ofSeconds(5))
        .until(
            () -> {
              boolean isNoticed = starts() > startsBefore;
              if (!isNoticed) {
                Files.setLastModifiedTime(deployed(), FileTime.from(Instant.now()));
              }
              return isNoticed;
            });
  }

  /** Returns how often the application was started. */
  private long starts() throws IOException {
    return log().lines().filter(line -> line.contains("CWWKZ0018I")).count();
  }

  /** Our configuration deploys nothing else by itself, so another file names the applications. */
  private void deployNeighbours() throws IOException {
    StringBuilder applications = new StringBuilder();
    for (Path war : neighbours()) {
      Path copy = deployed().resolveSibling(war.getFileName());
      Files.copy(war, copy, REPLACE_EXISTING);
      applications.append(
          """
          <webApplication location="%s"><web-bnd><virtual-host name="public"/></web-bnd></webApplication>
          """
              .formatted(copy.getFileName()));
    }
    Path overrides = directory().resolve("configDropins").resolve("overrides");
    Files.createDirectories(overrides);
    Files.writeString(
        overrides.resolve("neighbours.xml"), "<server>%s</server>".formatted(applications));
  }

  @Override
  public void installDriver(Path driver) throws IOException {
    Files.copy(driver, directory().resolve("postgresql.jar"), REPLACE_EXISTING);
  }

  @Override
  public void defineDataSource(int port) throws IOException {
    Path overrides = directory().resolve("configDropins").resolve("overrides");
    Files.createDirectories(overrides);
    writePrivately(
        overrides.resolve("data-source.xml"),
        dataSource(site.scripts().resolve("data-source.xml"), port));
  }

  @Override
  public void undeploy() throws IOException {
    Files.delete(deployed());
  }

  private Path deployed() {
    return directory().resolve("apps").resolve("latchkey.war");
  }

  @Override
  protected List<Path> logs() throws IOException {
    return files(directory().resolve("logs"), "messages.*\\.log");
  }

  @Override
  protected List<Path> written() throws IOException {
    List<Path> all = files(directory().resolve("logs"), ".*");
    all.add(site.directory().resolve("console.log"));
    return all;
  }

  @Override
  protected List<Path> accessLogs() throws IOException {
    return files(directory().resolve("logs"), "access.*");
  }

  @Override
  protected void stop() {
    process.ifPresent(ProcessHandle::destroy);
  }

  private Path directory() {
    return site.directory().resolve("servers").resolve("latchkey");
  }
}
