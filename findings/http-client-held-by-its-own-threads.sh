#!/usr/bin/env bash
# Java 17's HTTP client (java.net.http) ends its selector thread when the client is garbage collected;
# nothing else ends it, since close() came with Java 21. But that thread refers to the client's executor.
# So if anything that the executor refers to leads back to the client, the thread keeps the client alive,
# and the client the thread: neither ends, though the program has dropped both. Java 25 ends the thread in
# both cases, so a test on the newer Java alone does not show it.
# Inside a Jakarta EE server the way back is easily there: on Open Liberty a ManagedThreadFactory refers to
# the web application, and the application to a filter or servlet into which the client's owner was
# injected. Each redeployment then leaves a class loader. The owner must set its reference to null.
# Seen with: OpenJDK 17.0.15 (stays), Temurin 25.0.3 (ends).
# Needs: a JDK 17 or 25 (JAVA_HOME or the PATH). Nothing is downloaded.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
java=java
[[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
cat > Finding.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

class Finding {

  /** Stands for a server's thread factory, which knows the application whose threads it makes. */
  static class Factory implements ThreadFactory {
    Object application;

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task);
      thread.setDaemon(true);
      return thread;
    }
  }

  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    System.out.println("java " + System.getProperty("java.version"));
    use(url, false);
    System.out.println("without a way back: " + (ends() ? "ends" : "stays"));
    use(url, true);
    System.out.println("with a way back: " + (ends() ? "ends" : "stays"));
    System.exit(0);
  }

  static void use(URI url, boolean isReachable) throws Exception {
    Factory factory = new Factory();
    ExecutorService threads = Executors.newCachedThreadPool(factory);
    HttpClient client = HttpClient.newBuilder().executor(threads).build();
    if (isReachable) {
      factory.application = client;
    }
    client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding());
    threads.shutdownNow();
  }

  /** Waits up to half a minute. */
  static boolean ends() throws InterruptedException {
    for (int i = 0; i < 60; i++) {
      System.gc();
      Thread.sleep(500);
      if (Thread.getAllStackTraces().keySet().stream()
          .noneMatch(thread -> thread.getName().contains("SelectorManager"))) {
        return true;
      }
    }
    return false;
  }
}
JAVA
"$java" Finding.java 2> errors | tee seen || { cat errors >&2; exit 1; }
case $(head -1 seen) in
  'java 17'*) expected=stays ;;
  'java 25'*) expected=ends ;;
  *) echo "not described for this Java" >&2; exit 1 ;;
esac
grep -qx 'without a way back: ends' seen
grep -qx "with a way back: $expected" seen
echo "as described"
