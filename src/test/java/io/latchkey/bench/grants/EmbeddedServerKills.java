package io.latchkey.bench.grants;

import static org.awaitility.Awaitility.await;

import io.latchkey.bench.Rig;
import io.latchkey.bench.trouble.Figures;
import io.latchkey.bench.trouble.Setting;
import io.latchkey.database.Database;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.DatabaseSettings;
import io.latchkey.database.SchemaCheck;
import io.latchkey.database.TestDatabase;
import io.latchkey.it.Callback;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills a Payara Micro that keeps its grants in a file. Zoom takes a used token once more, so that
 * each grant must survive, whatever the server was doing.
 */
final class EmbeddedServerKills implements AutoCloseable {

  private static final int GRANTS = 12;
  private static final Duration LIFE = Duration.ofSeconds(2);

  /** What Latchkey says of a file that another instance has open. */
  private static final String REFUSAL =
      "another instance uses the file; several instances need PostgreSQL";

  private final Stage stage = Stage.embedded("grants-file");
  private final List<String> references = new ArrayList<>();
  private final Random random = new Random(20261201);

  /** The newest pair of each user that a caller has got an access token of. */
  private final Map<String, Integer> answered = new ConcurrentHashMap<>();

  private final AtomicInteger answers = new AtomicInteger();
  private final Server server;
  private final Figures figures = new Figures();
  private int lostPairs;

  private EmbeddedServerKills() throws Exception {
    stage.setting.app.accessTokenLife(LIFE);
    stage.setting.app.grants().grace(Duration.ofHours(1));
    for (int i = 0; i < GRANTS; i++) {
      references.add("file" + i);
      var unused = stage.setting.connect("file" + i, null, Duration.ZERO);
    }
    stage.setting.database.close();
    server = stage.start(ServerKind.PAYARA_MICRO, "file");
  }

  static Figures run(double scale) throws Exception {
    int kills = GrantPart.times(20, scale);
    try (EmbeddedServerKills trouble = new EmbeddedServerKills()) {
      trouble.startSecond();
      for (int i = 1; i <= kills; i++) {
        trouble.kill();
        System.out.printf("  kill %d of %d, %d answers%n", i, kills, trouble.answers.get());
      }
      trouble.end(kills);
      return trouble.figures;
    }
  }

  /** Starts a second server on the same file, and asks it for tokens of both accounts. */
  private void startSecond() throws Exception {
    try (Server second = stage.start(ServerKind.PAYARA_MICRO, "second-on-file")) {
      long ready = System.nanoTime();
      Callback latchkey = Stage.callback(second);
      await().atMost(Duration.ofSeconds(60)).until(() -> second.log().contains(REFUSAL));
      figures.add(
          "a second server is ready, and its log names the reason after",
          Figures.text(Duration.ofNanos(System.nanoTime() - ready)),
          "");
      figures.add("its Server-to-Server account answers", latchkey.zak("").status(), "200");
      figures.add("its grants answer", latchkey.zak(Stage.ofGrant("file0")).status(), "503");
    }
  }

  private void kill() throws Exception {
    try (ServerCallers callers = callers()) {
      callers.begin();
      awaitRotations(2 * GRANTS);
      // The moment of the kill is what is tried at random.
      TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
      Stage.kill(server);
    }
    compare();
    Rig.startAgain(server);
  }

  private ServerCallers callers() {
    return new ServerCallers(List.of(server), references, this::note);
  }

  private void note(String reference, String accessToken) {
    answers.incrementAndGet();
    answered.merge(reference, stage.setting.app.grants().numberOfPair(accessToken), Math::max);
  }

  private void awaitRotations(int more) {
    int before = stage.setting.app.grants().rotations();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> stage.setting.app.grants().rotations() >= before + more);
  }

  /**
   * Looks for the pairs that callers were answered from, in a copy of the file, so that the server
   * itself recovers what it has left. The number of a pair at Zoom is its generation here.
   */
  private void compare() throws IOException {
    Path copy = stage.directory().resolveSibling("grants-file-copy");
    Rig.deleteWithAllIn(copy);
    Files.createDirectories(copy);
    Files.copy(
        stage.directory().resolve("latchkey.mv.db"),
        copy.resolve("latchkey.mv.db"),
        StandardCopyOption.REPLACE_EXISTING);
    try (Database database =
        Database.of(
            new DatabaseSettings(new DatabasePlace.Embedded(copy), TestDatabase.keys(), 1, null))) {
      SchemaCheck.run(database, TestDatabase.keys());
      Setting.Rows rows = new Setting.Rows(database);
      answered.forEach((user, number) -> compare(rows, user, number));
    }
  }

  private void compare(Setting.Rows rows, String user, int number) {
    long stored =
        rows.number("select generation from latchkey_grant where zoom_user_id = '" + user + "'");
    if (stored < number) {
      lostPairs++;
      System.out.printf("  lost: %s has %d instead of %d%n", user, stored, number);
    }
  }

  private void end(int kills) {
    Map<String, Integer> before = Map.copyOf(answered);
    try (ServerCallers callers = callers()) {
      callers.begin();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> answered.size() == GRANTS && refreshedSince(before) == GRANTS);
    } catch (org.awaitility.core.ConditionTimeoutException notAll) {
      // The figure says so.
    }
    figures.add("kills", kills, "");
    figures.add("refreshes", stage.setting.app.grants().rotations(), "");
    figures.add("callers answered", answers.get(), "");
    figures.add("pairs lost that a caller was answered from", lostPairs, "0");
    figures.add("refusals of Zoom", stage.setting.app.grants().refusals(), "0");
    figures.add("grants refreshed after the last kill", refreshedSince(before), "" + GRANTS);
  }

  private int refreshedSince(Map<String, Integer> before) {
    return (int)
        references.stream()
            .filter(each -> answered.getOrDefault(each, 0) > before.getOrDefault(each, 0))
            .count();
  }

  @Override
  public void close() {
    server.close();
    stage.close();
  }
}
