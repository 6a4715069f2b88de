package io.latchkey.mishap;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * A mishap that needs more than one call of a script, or a server's own commands.
 *
 * @param name the words of {@code docs/mishaps.md}
 * @param isPossible on which servers it can happen
 * @param story what happens
 */
record LaterMishap(String name, Predicate<SupportedServer> isPossible, RealServer.Story story) {

  static final List<LaterMishap> ALL =
      List.of(
          new LaterMishap(
              "`restore` gets a mistyped path",
              SupportedServer::isConfigured,
              LaterMishap::restoreOfNoServer),
          new LaterMishap(
              "`restore` comes without a `configure`",
              SupportedServer::isConfigured,
              LaterMishap::restoreOfNothing),
          new LaterMishap(
              "`configure` comes twice, the second time with a misspelt key; then `restore`",
              SupportedServer::isConfigured,
              LaterMishap::configureTwice),
          new LaterMishap(
              "the script is interrupted 1 s after its first line",
              server -> server.setUpTakesTime() || server.isPayaraMicro(),
              (server, attempt, faults) -> interrupt(attempt, 1, faults)),
          new LaterMishap(
              "`configure` is interrupted 4 s after its first line",
              SupportedServer::setUpTakesTime,
              (server, attempt, faults) -> interrupt(attempt, 4, faults)),
          new LaterMishap(
              "`configure` is interrupted 15 s after its first line",
              SupportedServer::hasDomain,
              (server, attempt, faults) -> interrupt(attempt, 15, faults)),
          new LaterMishap(
              "`configure` is killed 4 s after its first line; then `restore`",
              SupportedServer::setUpTakesTime,
              (server, attempt, faults) -> kill(server, attempt, 4, faults)),
          new LaterMishap(
              "`configure` is killed 15 s after its first line; then `restore`",
              SupportedServer::hasDomain,
              (server, attempt, faults) -> kill(server, attempt, 15, faults)),
          new LaterMishap(
              "`configure` comes while another one runs",
              SupportedServer::hasDomain,
              LaterMishap::configureAtOnce));

  private static Outcome restoreOfNoServer(RealServer server, Attempt attempt, List<String> faults)
      throws Exception {
    attempt.takeHome(attempt.scratch().resolve("mistyped"));
    attempt.call("restore");
    return server.fail(attempt, "There is no .*: name .*\\.", faults);
  }

  private static Outcome restoreOfNothing(RealServer server, Attempt attempt, List<String> faults)
      throws Exception {
    Outcome outcome = server.succeed(attempt, "restore", faults);
    if (!outcome.text().matches("There is no [a-z.-]+( latchkey)? in .*\\.")) {
      faults.add("said: " + outcome.text());
    }
    return outcome;
  }

  private static Outcome configureTwice(RealServer server, Attempt attempt, List<String> faults)
      throws Exception {
    server.succeed(attempt, "configure", faults);
    DirectoryContents configured = server.contents();
    attempt.writeKeys("latchkey.zoom.client-secert=s3cr3t\n");
    Outcome outcome = server.fail(attempt, ".* is no key of Latchkey: correct it, .*", faults);
    faults.addAll(configured.changes(server.contents()));
    attempt.writeKeys(Attempt.KEYS);
    server.succeed(attempt, "configure", faults);
    server.succeed(attempt, "restore", faults);
    return outcome;
  }

  private static Outcome interrupt(Attempt attempt, int seconds, List<String> faults)
      throws Exception {
    Call call = attempt.start();
    if (!call.isRunning(Duration.ofSeconds(seconds))) {
      faults.add("had ended");
    }
    call.process().destroy();
    return RealServer.judged(call, faults);
  }

  private static Outcome kill(RealServer server, Attempt attempt, int seconds, List<String> faults)
      throws Exception {
    Call call = attempt.start();
    if (!call.isRunning(Duration.ofSeconds(seconds))) {
      faults.add("had ended");
    }
    call.process().destroyForcibly();
    call.outcome(Duration.ofSeconds(10));
    Outcome outcome = server.succeed(attempt, "restore", faults);
    attempt.forgetTemporaryFiles();
    return outcome;
  }

  private static Outcome configureAtOnce(RealServer server, Attempt attempt, List<String> faults)
      throws Exception {
    Call first = attempt.start();
    if (!first.isRunning(Duration.ofSeconds(1))) {
      faults.add("the first one had ended");
    }
    Outcome second =
        server.fail(attempt, "Another run is making .*: wait until it has ended\\.", faults);
    if (RealServer.judged(first, faults).status() != 0) {
      faults.add("the first one failed");
    }
    server.succeed(attempt, "restore", faults);
    return second;
  }
}
