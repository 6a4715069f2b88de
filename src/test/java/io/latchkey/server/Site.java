package io.latchkey.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * What a server needs.
 *
 * @param kind which server
 * @param home where the server is installed; for Payara Micro its JAR
 * @param scripts the directory of this server in {@code server-config}
 * @param war the application that is deployed
 * @param directory the directory for everything that this server writes
 * @param java the home of the Java that it runs on
 * @param javaOptions options for its JVM
 * @param ports the ports where it listens
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

  /**
   * @param callers the port for callers
   * @param ops the port for health and metrics
   * @param admin the port for management
   */
  public record Ports(int callers, int ops, int admin) {

    /**
     * Returns free ports below those that the system gives to outgoing connections, since another
     * test may open such a connection before the server listens.
     */
    public static Ports free() {
      int callers = free(10_000, 12_500, 1);
      int ops = free(12_500, 15_000, 1);
      // A new domain of Payara Server takes ports around it while it is made.
      return new Ports(callers, ops, free(15_000, 32_000, 100) + 48);
    }

    /** Returns the first of as many free ports in a row. */
    private static int free(int from, int to, int inRow) {
      while (true) {
        int port = ThreadLocalRandom.current().nextInt(from, to - inRow);
        if (IntStream.range(port, port + inRow).allMatch(Ports::isFree)) {
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

  /** Returns the site of the server that this build uses, from system properties. */
  public static Site ofThisBuild(Path directory, Ports ports, String... javaOptions) {
    return of(
        ServerKind.ofThisBuild(),
        Path.of(System.getProperty("latchkey.server.home")),
        directory,
        ports,
        javaOptions);
  }

  /** As {@link #ofThisBuild}, for a given server. */
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

  /** Returns this site with another application in place of Latchkey. */
  public Site with(Path application) {
    return new Site(kind, home, scripts, application, directory, java, javaOptions, ports);
  }
}
