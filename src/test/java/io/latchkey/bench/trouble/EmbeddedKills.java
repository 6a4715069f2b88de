package io.latchkey.bench.trouble;

import io.latchkey.database.Database;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.DatabaseSettings;
import io.latchkey.database.SchemaCheck;
import io.latchkey.database.TestDatabase;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.GrantId;
import io.latchkey.simulator.ZoomSimulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Processes that keep grants in a file are killed at random. Zoom takes a used token once more, so
 * that each grant must survive, whatever the process was doing.
 */
final class EmbeddedKills {

  private static final int GRANTS = 4;

  private final DatabasePlace.Embedded place;
  private final Random random = new Random(20261129);
  private final Map<String, Long> told = new HashMap<>();
  private List<GrantId> grants = List.of();
  private ZoomSimulator zoom;
  private int toldPairs;
  private int lostPairs;

  private EmbeddedKills() throws IOException {
    place = new DatabasePlace.Embedded(Files.createTempDirectory("latchkey-kills"));
  }

  static Figures run(double scale) throws Exception {
    int kills = (int) Math.max(1, Math.round(100 * scale));
    EmbeddedKills trouble = new EmbeddedKills();
    Figures figures = new Figures();
    try (Setting setting = new Setting(trouble.place, 1000)) {
      setting.app.grants().grace(Duration.ofHours(1));
      trouble.zoom = setting.zoom;
      trouble.grants = setting.connect(GRANTS);
      setting.database.close();
      for (int i = 1; i <= kills; i++) {
        String refusal = trouble.kill(i);
        if (i == 1) {
          figures.add(
              "what a second process on the file is told",
              refusal,
              "another instance uses the file; several instances need PostgreSQL");
        }
        if (i % 10 == 0) {
          System.out.printf("  %d kills, %d pairs told%n", i, trouble.toldPairs);
        }
      }
      figures.add("kills", kills, "");
      figures.add("refreshes", setting.app.grants().rotations(), "");
      figures.add("pairs that a process said to have stored", trouble.toldPairs, "");
      figures.add("of these lost", trouble.lostPairs, "0");
      figures.add("refusals of Zoom", setting.app.grants().refusals(), "0");
      figures.add(
          "grants that were refreshed after the last kill", trouble.survivors(), "" + GRANTS);
    }
    return figures;
  }

  /** Kills one process. Returns what a second process on the same file was told. */
  private String kill(int number) throws Exception {
    Child child = Child.start(List.of("-Dtells=true"), "instance" + number, place, zoom, grants);
    String refusal = "";
    try (BufferedReader out = child.out()) {
      child.await("renewed");
      if (number == 1) {
        refusal = refusalOfSecond();
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
      child.kill();
      // What it said before it was killed.
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        note(line);
      }
    }
    compare();
    return refusal;
  }

  private void note(String line) {
    String[] words = line.split(" ");
    // The last line may be cut off.
    if (words.length == 3 && words[0].equals("stored") && words[1].length() == 28) {
      long generation = Long.parseLong(words[2]);
      told.merge(words[1], generation, Math::max);
      toldPairs++;
    }
  }

  /** Opens the file that a killed process has left, and looks for what it said to have stored. */
  private void compare() {
    try (Database database = open()) {
      Setting.Rows rows = new Setting.Rows(database);
      for (Map.Entry<String, Long> each : told.entrySet()) {
        long found =
            rows.number("select generation from latchkey_grant where id = '" + each.getKey() + "'");
        if (found < each.getValue()) {
          lostPairs++;
          System.out.printf(
              "  lost: %s has %d instead of %d%n", each.getKey(), found, each.getValue());
        }
      }
      // Instead of waiting for the leases of the killed one.
      rows.execute(
          "update latchkey_grant set setback_until = null, lease_until = case when lease_owner is"
              + " null then null else current_timestamp - interval '1' second end");
    }
  }

  private Database open() {
    Database opened = Database.of(new DatabaseSettings(place, TestDatabase.keys(), 8, null));
    SchemaCheck.run(opened, TestDatabase.keys());
    return opened;
  }

  private String refusalOfSecond() {
    try (Database second = open()) {
      return second.outage().isPresent() ? "that it is away" : "nothing";
    } catch (DatabaseUnavailable refused) {
      return refused.diagnosis();
    }
  }

  /** Returns how many grants the next process can refresh. */
  private int survivors() throws Exception {
    Child child = Child.start(List.of("-Dtells=true"), "last", place, zoom, grants);
    Set<String> refreshed = new HashSet<>();
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    try (BufferedReader out = child.out()) {
      while (refreshed.size() < GRANTS && System.nanoTime() < end) {
        String[] words = String.valueOf(out.readLine()).split(" ");
        if (words[0].equals("stored")) {
          refreshed.add(words[1]);
        }
      }
      child.kill();
    }
    return refreshed.size();
  }
}
