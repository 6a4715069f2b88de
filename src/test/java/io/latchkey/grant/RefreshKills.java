package io.latchkey.grant;

import static org.awaitility.Awaitility.await;

import io.latchkey.bench.ClassPath;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.TestDatabase;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.Fault;
import io.latchkey.simulator.Faults;
import io.latchkey.token.TokenFailure;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills processes that refresh grants, and counts which grants are lost. After each kill, another
 * instance takes over what the killed one left. A grant is lost if the database does not have the
 * refresh token that Zoom gave last.
 *
 * <p>{@code mvn -Pbench -Dbench.run=RefreshKills} runs the long form, which takes as many minutes
 * as its number of kills divided by 25.
 */
public final class RefreshKills implements AutoCloseable {

  /** What a process is killed at. */
  enum Aim {
    AT_RANDOM,
    BEFORE_THE_LEASE,
    LEASE_COMMITTED,
    REQUEST_ON_ITS_WAY,
    ROTATED_ANSWER_NOT_SENT,
    ANSWER_SENT_NOT_READ,
    ANSWER_READ,
    DURING_COMMIT,
    STORED,
    WAITING_FOR_ANOTHER,
    DRAINING
  }

  /**
   * What came of some kills.
   *
   * @param kills how many processes were killed
   * @param renewals how many refresh tokens Zoom exchanged
   * @param told grants that are dead as {@code answer_lost}
   * @param lost grants whose newest token is gone without that word
   */
  record Result(int kills, int renewals, int told, int lost) {
    Result plus(Result other) {
      return new Result(
          kills + other.kills, renewals + other.renewals, told + other.told, lost + other.lost);
    }
  }

  private static final int GRANTS = 4;

  private final RefreshRig rig;
  private final DatabasePlace place;
  private final Random random = new Random(20260302);
  private int started;

  RefreshKills(TestDatabase.Kind kind, Duration grace) throws IOException {
    rig = new RefreshRig(kind);
    place = rig.place();
    rig.app.grants().grace(grace);
    if (place instanceof DatabasePlace.PostgreSql) {
      TestDatabase.SLOW_COMMITS.forEach(rig::execute);
    }
  }

  /** Kills one process, lets another instance take over, and looks at the grants. */
  Result kill(Aim aim) throws Exception {
    int before = rig.app.grants().rotations();
    List<GrantId> grants = new ArrayList<>();
    for (int i = 0; i < GRANTS; i++) {
      grants.add(rig.connect("user" + started + "-" + i));
    }
    String name = "instance" + started++;
    if (aim == Aim.WAITING_FOR_ANOTHER) {
      // Longer than a slow machine takes to start a process; timePasses ends it.
      rig.execute(
          "update latchkey_grant set lease_owner = 'another', lease_since = current_timestamp,"
              + " lease_until = current_timestamp + interval '60' second"
              + " where id = '"
              + grants.get(0)
              + "'");
    }
    runUntilKilled(aim, name, grants);
    int lost = 0;
    int told = 0;
    takeOver(grants);
    rig.closeInstances();
    for (GrantId grant : grants) {
      Grant after = rig.found(grant);
      if (after.status().state() == GrantState.DEAD
          && Grant.Reason.ANSWER_LOST.equals(after.status().reason())) {
        told++;
      } else if (!rig.hasNewest(grant) || after.status().state() != GrantState.ACTIVE) {
        lost++;
      }
    }
    return new Result(1, rig.app.grants().rotations() - before, told, lost);
  }

  /** Refreshes each grant once, by an instance that waits as long as it has to. */
  private void takeOver(List<GrantId> grants) {
    GrantRefresh survivor = rig.instance("survivor" + started).refresh();
    for (GrantId grant : grants) {
      for (int attempt = 0; attempt < 4; attempt++) {
        // Instead of waiting for a lease of 15 seconds and a pause of a minute.
        rig.timePasses();
        try {
          survivor.renew(rig.need(grant, rig.found(grant).tokens().generation()));
          break;
        } catch (TokenFailure.Ended ended) {
          break;
        } catch (TokenFailure later) {
          // The next attempt is the second look.
        }
      }
    }
  }

  private void runUntilKilled(Aim aim, String name, List<GrantId> grants) throws Exception {
    Process process = start(aim, name, grants);
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      awaitLine(out, "ready");
      switch (aim) {
        case AT_RANDOM, DURING_COMMIT -> {
          awaitLine(out, "renewed");
          // The moment of the kill is what is tried at random.
          TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
        }
        case REQUEST_ON_ITS_WAY -> awaitCallWith(out, Fault.delay(Duration.ofSeconds(20)));
        case ROTATED_ANSWER_NOT_SENT -> awaitCallWith(out, Fault.breaks(Fault.Break.HANG));
        case ANSWER_SENT_NOT_READ -> awaitCallWith(out, Fault.drip(Duration.ofMillis(50)));
        default -> {
          // The process ends itself.
        }
      }
      if (isKilledFromOutside(aim)) {
        process.destroyForcibly();
      }
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(aim + " was never reached");
      }
    } finally {
      rig.zoom.faults().clear(Faults.ANY);
    }
  }

  private static boolean isKilledFromOutside(Aim aim) {
    return switch (aim) {
      case AT_RANDOM,
          DURING_COMMIT,
          REQUEST_ON_ITS_WAY,
          ROTATED_ANSWER_NOT_SENT,
          ANSWER_SENT_NOT_READ ->
          true;
      default -> false;
    };
  }

  private void awaitCallWith(BufferedReader out, Fault fault) throws Exception {
    awaitLine(out, "renewed");
    rig.zoom.faults().plan(Endpoint.TOKEN, Faults.ANY, Faults.ANY, 1, fault);
    int seen = rig.calls();
    await().pollInterval(Duration.ofMillis(1)).until(() -> rig.calls() >= seen + GRANTS);
    // A call is counted before its fault begins, and no one is told when it has begun.
    TimeUnit.MILLISECONDS.sleep(100);
  }

  private static void awaitLine(BufferedReader out, String wanted) throws IOException {
    for (String line = out.readLine(); !wanted.equals(line); line = out.readLine()) {
      if (line == null) {
        throw new IOException("the process ended before it said " + wanted);
      }
    }
  }

  private Process start(Aim aim, String name, List<GrantId> grants) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m"));
    boolean endsItself =
        java.util.Arrays.stream(GrantInstance.Point.values())
            .anyMatch(point -> point.name().equals(aim.name()));
    command.add("-Dhalt.at=" + (endsItself ? aim.name() : "NOWHERE"));
    command.addAll(List.of("-cp", ClassPath.text()));
    command.add(GrantInstance.class.getName());
    command.add(name);
    command.add(
        place instanceof DatabasePlace.PostgreSql server
            ? server.url()
            : ((DatabasePlace.Embedded) place).directory().toString());
    command.add(rig.zoom.url().toString());
    grants.forEach(grant -> command.add(grant.value()));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(new File("target/kills.log")))
        .start();
  }

  @Override
  public void close() {
    rig.close();
  }

  /**
   * Runs the long form: {@code RefreshKills [kills at random] [kills at each point]}. Prints a row
   * for each aim, first without a grace period of Zoom, then with one.
   */
  public static void main(String... args) throws Exception {
    int atRandom = args.length > 0 ? Integer.parseInt(args[0]) : 200;
    int atEachPoint = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    System.out.println(
        "| Zoom takes a used token | killed | kills | refreshes | told as `answer_lost` | lost |");
    System.out.println("|---|---|---|---|---|---|");
    for (Duration grace : List.of(Duration.ZERO, Duration.ofMinutes(5))) {
      try (RefreshKills kills = new RefreshKills(TestDatabase.Kind.POSTGRESQL_18, grace)) {
        for (Aim aim : Aim.values()) {
          Result all = new Result(0, 0, 0, 0);
          for (int i = 0; i < (aim == Aim.AT_RANDOM ? atRandom : atEachPoint); i++) {
            all = all.plus(kills.kill(aim));
          }
          System.out.printf(
              "| %s | %s | %s | %s | %s | %s |%n",
              grace.isZero() ? "never" : "for 5 minutes",
              aim.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
              all.kills,
              all.renewals,
              all.told,
              all.lost);
        }
      }
    }
  }
}
