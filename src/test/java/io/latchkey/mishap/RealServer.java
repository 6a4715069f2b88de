package io.latchkey.mishap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A copy of a real server, on which mishaps are tried. After each, it must be as it was unpacked,
 * and no process and no open port may be left.
 */
final class RealServer {

  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final Duration TO_END = Duration.ofMinutes(8);

  /** A whole domain has hundreds. */
  private static final int CHANGES = 5;

  private static final int SECONDS_FOR_PROCESSES = 20;

  /** What a mishap has shown: the outcome that the table tells, and what is wrong with it. */
  record Verdict(Outcome outcome, String sentence, List<String> faults) {}

  /** What an operator does after everything has been right. */
  interface Story {
    Outcome play(RealServer server, Attempt attempt, List<String> faults) throws Exception;
  }

  private final SupportedServer server;
  private final Path home;
  private final Path java;
  private final Path directory;
  private final DirectoryContents unpacked;
  private int attempts;

  /**
   * @param home the copy, which must be as it was unpacked
   * @param directory a directory for what operators have beside the server
   */
  RealServer(SupportedServer server, Path home, Path java, Path directory) throws IOException {
    this.server = server;
    this.home = home;
    this.java = java;
    this.directory = directory;
    unpacked = DirectoryContents.of(home);
  }

  SupportedServer server() {
    return server;
  }

  Verdict tryMishap(Mishap mishap) throws Exception {
    return play(
        (itself, attempt, faults) -> {
          mishap.preparation().prepare(attempt);
          return itself.fail(attempt, mishap.sentence(), faults);
        });
  }

  Verdict play(Story story) throws Exception {
    List<String> faults = new ArrayList<>();
    attempts++;
    Path scratch = directory.resolve("attempt-" + attempts);
    try (Attempt attempt = new Attempt(server, home, java, scratch)) {
      Outcome outcome = story.play(this, attempt, faults);
      attempt.freePorts();
      // Processes that are about to end may still write.
      faults.addAll(leftBy(attempt));
      unpacked.changes(DirectoryContents.of(home)).stream().limit(CHANGES).forEach(faults::add);
      return new Verdict(
          outcome, WrittenSentence.of(attempt.withUsualPorts(outcome.text()), directory), faults);
    }
  }

  /** Calls the script, which must fail with this sentence and nothing else. */
  Outcome fail(Attempt attempt, String sentence, List<String> faults) throws Exception {
    Outcome outcome = call(attempt, faults);
    if (outcome.status() == 0) {
      faults.add("exit status 0");
    }
    if (!outcome.text().matches(sentence)) {
      faults.add("said: " + outcome.text());
    }
    return outcome;
  }

  /** Calls a script, which must succeed. */
  Outcome succeed(Attempt attempt, String script, List<String> faults) throws Exception {
    attempt.call(script);
    Outcome outcome = call(attempt, faults);
    if (outcome.status() != 0) {
      faults.add(script + " failed: " + outcome.text());
    }
    return outcome;
  }

  private static Outcome call(Attempt attempt, List<String> faults) throws Exception {
    return judged(attempt.start(), faults);
  }

  /** Waits for the end of a script, which must never be silent for long. */
  static Outcome judged(Call call, List<String> faults) throws Exception {
    Outcome outcome = call.outcome(TO_END);
    if (outcome.isEndedByTrial()) {
      faults.add("did not end");
    }
    if (outcome.longestSilence().compareTo(SILENCE) >= 0) {
      faults.add("silent for " + outcome.longestSilence().toSeconds() + " s");
    }
    return outcome;
  }

  DirectoryContents contents() throws IOException {
    return DirectoryContents.of(home);
  }

  private List<String> leftBy(Attempt attempt) throws Exception {
    List<String> left = new ArrayList<>();
    List<ProcessHandle> processes = processes(attempt);
    try {
      CompletableFuture.allOf(
              processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
          .get(SECONDS_FOR_PROCESSES, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException stillThere) {
      for (ProcessHandle process : processes) {
        if (process.isAlive()) {
          left.add("a process is left: " + process.info().commandLine().orElse("?"));
          process.destroyForcibly();
        }
      }
    }
    for (String variable : server.ports()) {
      if (attempt.hasPort(variable) && isTaken(attempt.port(variable))) {
        left.add(variable + " is open");
      }
    }
    DirectoryContents.of(attempt.temporary())
        .names()
        .forEach(name -> left.add("temporary file: " + name));
    return left;
  }

  private static boolean isTaken(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return !socket.isBound();
    } catch (IOException e) {
      return true;
    }
  }

  /** Returns the processes that a script of this attempt has started. */
  private static List<ProcessHandle> processes(Attempt attempt) {
    return ProcessHandle.allProcesses()
        .filter(process -> hasMark(process, attempt.mark()))
        .toList();
  }

  private static boolean hasMark(ProcessHandle process, String mark) {
    try {
      Path environment = Path.of("/proc", Long.toString(process.pid()), "environ");
      return new String(Files.readAllBytes(environment), UTF_8).contains("MISHAP=" + mark);
    } catch (IOException othersOrEnded) {
      return false;
    }
  }
}
