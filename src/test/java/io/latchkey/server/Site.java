package io.latchkey.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * What a server is made from.
 *
 * @param kind which server
 * @param home where it is installed; the JAR of Payara Micro
 * @param scripts its directory in {@code server-config}
 * @param war what is deployed
 * @param directory for all that this server writes
 * @param java the Java that it runs on
 * @param javaOptions for its JVM
 * @param ports where it listens
 */
public record Site(
    ServerKind kind,
    Path home,
    Path scripts,
    Path war,
    Path directory,
    Path java,
    List<String> javaOptions,
    Ports ports) {

  /** For callers; for health and metrics; for management. */
  public record Ports(int callers, int ops, int admin) {

    public static Ports free() throws IOException {
      try (ServerSocket callers = new ServerSocket(0);
          ServerSocket ops = new ServerSocket(0)) {
        return new Ports(callers.getLocalPort(), ops.getLocalPort(), freeForManagement());
      }
    }

    /**
     * A port in the middle of a hundred free ones, which a new domain of Payara Server takes while
     * it is made. Below those that the system gives to outgoing connections: such a connection of
     * another test may begin at any time.
     */
    private static int freeForManagement() {
      while (true) {
        int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
        if (IntStream.range(port - 48, port + 52).allMatch(Ports::isFree)) {
          return port;
        }
      }
    }

    private static boolean isFree(int port) {
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.isBound();
      } catch (IOException taken) {
        return false;
      }
    }
  }

  /** As the build says, by system properties. */
  public static Site ofThisBuild(Path directory, Ports ports, String... javaOptions) {
    return of(
        ServerKind.of(System.getProperty("latchkey.server")),
        Path.of(System.getProperty("latchkey.server.home")),
        directory,
        ports,
        javaOptions);
  }

  /** The same for one of several servers. */
  public static Site of(
      ServerKind kind, Path home, Path directory, Ports ports, String... javaOptions) {
    return new Site(
        kind,
        home,
        Path.of(System.getProperty("latchkey.server.config")).resolve(kind.directory()),
        Path.of(System.getProperty("latchkey.war")),
        directory,
        Path.of(System.getProperty("latchkey.server.java")),
        List.of(javaOptions),
        ports);
  }

  /** The same with another application in place of Latchkey. */
  public Site with(Path application) {
    return new Site(kind, home, scripts, application, directory, java, javaOptions, ports);
  }
}
