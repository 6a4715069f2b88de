package io.latchkey.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the JVM of a running server tells about itself, by {@code jcmd}. */
public final class Jvm {

  private static final Pattern SERVING =
      Pattern.compile("\"(http-thread-pool|default task-|Default Executor-thread)");

  private Jvm() {}

  /** After a full collection: how many class loaders still hold a class of this name. */
  public static int loadersOf(Server server, String className) throws IOException {
    jcmd(server, "GC.run");
    return (int)
        jcmd(server, "VM.classloaders", "show-classes=true", "fold=false")
            .lines()
            .filter(line -> line.replaceAll("[|+\\-\\s]", "").equals(className))
            .count();
  }

  /** What every thread is doing, and under which name. */
  public static String threadDump(Server server) throws IOException {
    return jcmd(server, "Thread.print", "-l");
  }

  /** How many threads it has. */
  public static int threads(Server server) throws IOException {
    return (int) threadNames(server).count();
  }

  /** How many it has beside the pools that serve requests, which grow with those alone. */
  public static int threadsNotServing(Server server) throws IOException {
    return (int) threadNames(server).filter(name -> !SERVING.matcher(name).lookingAt()).count();
  }

  private static Stream<String> threadNames(Server server) throws IOException {
    return threadDump(server).lines().filter(line -> line.startsWith("\""));
  }

  /** The heap that is in use after a full collection, in MiB. */
  public static long heapMib(Server server) throws IOException {
    jcmd(server, "GC.run");
    long kib = 0;
    for (String line : jcmd(server, "GC.heap_info").lines().toList()) {
      if (line.matches(".*heap\\s+total.*")) {
        kib += Long.parseLong(line.replaceAll(".*used (\\d+)K.*", "$1"));
      }
    }
    return kib / 1024;
  }

  /** What the process holds of the machine's memory, in MiB (proc(5), VmRSS). */
  public static long residentMib(Server server) throws IOException {
    return Files.readAllLines(proc(server, "status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }

  /** Files, sockets and pipes that the process has open. */
  public static long openFiles(Server server) throws IOException {
    try (Stream<Path> open = Files.list(proc(server, "fd"))) {
      return open.count();
    }
  }

  /** As every user of the machine can read it. */
  public static String commandLine(Server server) throws IOException {
    return Files.readString(proc(server, "cmdline"));
  }

  private static Path proc(Server server, String file) throws IOException {
    return Path.of("/proc", Long.toString(server.process().orElseThrow().pid()), file);
  }

  private static String jcmd(Server server, String... command) throws IOException {
    String[] all = new String[command.length + 2];
    all[0] = server.site().java().resolve("bin").resolve("jcmd").toString();
    all[1] = Long.toString(server.process().orElseThrow().pid());
    System.arraycopy(command, 0, all, 2, command.length);
    return server.run(all);
  }
}
