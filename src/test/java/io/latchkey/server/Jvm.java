package io.latchkey.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what the JVM of a running server reports about itself, by {@code jcmd} and {@code /proc}.
 */
public final class Jvm {

  /** Names of the threads that serve requests, on Payara, GlassFish, WildFly and Open Liberty. */
  private static final Pattern SERVING =
      Pattern.compile(
          "\"(http-thread-pool|http-listener-\\d+\\(|admin-listener\\(|default task-"
              + "|Default Executor-thread)");

  private Jvm() {}

  /** Counts the class loaders that still have a class of this name after a full collection. */
  public static int loadersOf(Server server, String className) throws IOException {
    jcmd(server, "GC.run");
    return (int)
        jcmd(server, "VM.classloaders", "show-classes=true", "fold=false")
            .lines()
            .filter(line -> line.replaceAll("[|+\\-\\s]", "").equals(className))
            .count();
  }

  /** Returns what every thread is doing, with its name. */
  public static String threadDump(Server server) throws IOException {
    return jcmd(server, "Thread.print", "-l");
  }

  /** Counts the virtual threads that have a name with this beginning. Needs Java 21 or later. */
  public static long virtualThreads(Server server, String beginning) throws IOException {
    // Thread.print leaves virtual threads out.
    Path dump = server.site().directory().resolve("threads.txt");
    jcmd(server, "Thread.dump_to_file", "-overwrite", dump.toString());
    // Java 25 writes the state and the time behind that word.
    Pattern virtual = Pattern.compile("#\\d+ \"" + beginning + "[^\"]*\" virtual\\b");
    return Files.readAllLines(dump).stream()
        .filter(line -> virtual.matcher(line).lookingAt())
        .count();
  }

  /** Counts the threads. */
  public static int threads(Server server) throws IOException {
    return (int) threadNames(server).count();
  }

  /**
   * Counts the threads outside the pools that serve requests. Those pools grow with the requests
   * only.
   */
  public static int threadsNotServing(Server server) throws IOException {
    return (int) threadNames(server).filter(name -> !SERVING.matcher(name).lookingAt()).count();
  }

  private static Stream<String> threadNames(Server server) throws IOException {
    return threadDump(server).lines().filter(line -> line.startsWith("\""));
  }

  /**
   * Returns the heap in use after a full collection, in MiB. Only G1 is understood; else it is 0.
   */
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

  /** Returns the memory of the machine that the process holds, in MiB (proc(5), VmRSS). */
  public static long residentMib(Server server) throws IOException {
    return Files.readAllLines(proc(server, "status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }

  /** Counts the files, sockets and pipes that the process has open. */
  public static long openFiles(Server server) throws IOException {
    try (Stream<Path> open = Files.list(proc(server, "fd"))) {
      return open.count();
    }
  }

  /** Returns the command line of the process, which every user of the machine can read. */
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
