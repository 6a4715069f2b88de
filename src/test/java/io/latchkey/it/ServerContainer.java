package io.latchkey.it;

import io.latchkey.server.Server;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;

/**
 * A server of {@code arquillian.xml}. It deploys the file of the build, byte for byte, not the copy
 * that Arquillian makes.
 */
public final class ServerContainer implements DeployableContainer<ServerContainer.Configuration> {

  /** The properties of a container in {@code arquillian.xml}. */
  public static final class Configuration
      implements org.jboss.arquillian.container.spi.client.container.ContainerConfiguration {

    private String name = "";
    private String[] javaOptions = {};
    private Map<String, String> keys = Map.of();

    public void setName(String name) {
      this.name = name;
    }

    public void setJavaOptions(String javaOptions) {
      this.javaOptions = javaOptions.split(" ");
    }

    public void setKeys(String keys) {
      this.keys =
          Arrays.stream(keys.split(" "))
              .map(key -> key.split("="))
              .collect(Collectors.toMap(key -> key[0], key -> key[1]));
    }

    @Override
    public void validate() {
      if (name.isBlank()) {
        throw new IllegalArgumentException("arquillian.xml: a container has no name");
      }
    }
  }

  /** The servers start in parallel, and no test begins before all of them are ready. */
  private static final Queue<CompletableFuture<?>> STARTING = new ConcurrentLinkedQueue<>();

  private Configuration configuration;
  private Server server;

  @Override
  public Class<Configuration> getConfigurationClass() {
    return Configuration.class;
  }

  @Override
  public void setup(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public void start() throws LifecycleException {
    try {
      server = World.newServer(configuration.name, configuration.javaOptions);
      Map<String, String> keys = World.configuration(configuration.name, configuration.keys);
      STARTING.add(World.soon(() -> start(keys)));
    } catch (IOException e) {
      throw new LifecycleException(configuration.name + " does not start", e);
    }
  }

  private boolean start(Map<String, String> keys) throws IOException, InterruptedException {
    server.launch(keys);
    return server.awaitReady(Duration.ofMinutes(3), () -> {});
  }

  @Override
  public void stop() {
    server.close();
  }

  @Override
  public ProtocolDescription getDefaultProtocol() {
    return new ProtocolDescription("Local");
  }

  @Override
  public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
    try {
      STARTING.forEach(CompletableFuture::join);
      if (!server.isDeployed()) {
        throw new DeploymentException(
            configuration.name + " is not ready; see " + server.logFile());
      }
    } catch (CompletionException | IOException | InterruptedException e) {
      throw new DeploymentException(configuration.name + " is not ready", e);
    }
    URI url = URI.create(server.url());
    HTTPContext http = new HTTPContext(url.getHost(), url.getPort());
    http.add(new Servlet("io.latchkey.config.LatchkeyApplication", "/latchkey"));
    return new ProtocolMetaData().addContext(http);
  }

  @Override
  public void undeploy(Archive<?> archive) {
    // The application stops with its server.
  }
}
