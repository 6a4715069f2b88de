package io.latchkey.bench.grants;

import io.latchkey.bench.Rig;
import io.latchkey.bench.trouble.Figures;
import io.latchkey.database.RestartablePostgreSql;
import io.latchkey.database.TestDatabase;
import io.latchkey.it.Callback;
import io.latchkey.it.Canaries;
import io.latchkey.server.Server;
import io.latchkey.server.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Looks for each secret and each token, in pieces of twelve characters and several spellings,
 * wherever they must not be, after everything has happened to grants that writes something.
 */
final class SecretsAtRest {

  private static final byte[] KEY = new byte[32];

  static {
    new java.security.SecureRandom().nextBytes(KEY);
  }

  /** Secrets whose pieces stand in nothing else. */
  private static final String CLIENT_SECRET = "Cs1-" + UUID.randomUUID();

  private static final String GENERAL_SECRET = "Cs2-" + UUID.randomUUID();
  private static final String KEY_TEXT = Base64.getEncoder().encodeToString(KEY);

  private SecretsAtRest() {}

  static Figures run(double scale) throws Exception {
    Figures figures = new Figures();
    inPostgreSql(figures);
    inFile(figures);
    return figures;
  }

  private static void inPostgreSql(Figures figures) throws Exception {
    try (RestartablePostgreSql postgres = Stage.postgreSql(Map.of());
        Stage stage = Stage.with(postgres)) {
      Path spool = Rig.target().resolve("bench/grants-spool");
      Rig.deleteWithAllIn(spool);
      Files.createDirectories(spool);
      Map<String, String> keys = keys(stage);
      keys.put("latchkey.database.spool", spool.toString());
      try (Server server = Rig.server(ServerKind.PAYARA_MICRO, "secrets")) {
        Rig.start(server, keys);
        EventfulGrants grants = new EventfulGrants(stage.setting, Stage.callback(server));
        grants.everything();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("spool", grants.spooled(postgres, spool));
        Stage.kill(server);
        Rig.startAgain(server);
        postgres.start();
        grants.awaitStored(spool);
        grants.everythingAgain();
        texts.put("COPY of each table", RowsAsText.of(postgres));
        postgres.executeAsSuperuser("latchkey", "checkpoint");
        texts.put("data files and WAL", files(postgres.directory()));
        report("PostgreSQL", stage, server, texts, figures);
      }
    }
  }

  private static void inFile(Figures figures) throws Exception {
    try (Stage stage = Stage.embedded("grants-secrets")) {
      stage.setting.database.close();
      try (Server server = Rig.server(ServerKind.PAYARA_MICRO, "secrets-in-file")) {
        Rig.start(server, keys(stage));
        EventfulGrants grants = new EventfulGrants(stage.setting, Stage.callback(server));
        grants.everything();
        grants.everythingAgain();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("files of the database", files(stage.directory()));
        report("embedded", stage, server, texts, figures);
      }
    }
  }

  /** Returns the keys, with secrets that no other text resembles. */
  private static Map<String, String> keys(Stage stage) {
    Map<String, String> keys = stage.keys();
    keys.put("latchkey.zoom.client-secret", CLIENT_SECRET);
    keys.put("latchkey.zoom.account.crm.client-secret", GENERAL_SECRET);
    stage.setting.app.clientSecret(GENERAL_SECRET);
    stage.setting.zoom.accounts().stream()
        .filter(account -> account != stage.setting.app)
        .forEach(account -> account.clientSecret(CLIENT_SECRET));
    // The second one is that of the empty tables that are there already.
    keys.put("latchkey.database.key", KEY_TEXT + "," + TestDatabase.key(1));
    return keys;
  }

  private static void report(
      String name, Stage stage, Server server, Map<String, String> texts, Figures figures)
      throws Exception {
    Callback latchkey = Stage.callback(server);
    texts.putAll(OperatorTexts.of(server, latchkey));
    texts.put("server log", server.log());
    texts.put("access log", server.accessLog());
    texts.put("all that the server has written", server.everythingWritten());
    Canaries canaries =
        Canaries.of(
            stage.setting.zoom,
            Stage.TOKEN,
            Stage.API,
            Stage.OPERATOR,
            Stage.DATABASE_PASSWORD,
            KEY_TEXT,
            HexFormat.of().formatHex(KEY));
    String answer = latchkey.get(Stage.accessToken(server, EventfulGrants.FIRST).toString()).body();
    figures.add(
        name + ": the search finds the token in an answer",
        !canaries.found(answer).isEmpty(),
        "true");
    figures.add(name + ": tokens issued", stage.setting.app.issued().size(), "");
    for (Map.Entry<String, String> text : texts.entrySet()) {
      List<String> found = canaries.found(text.getValue());
      figures.add(
          "%s: pieces of secrets in %s (%,d bytes)"
              .formatted(name, text.getKey(), text.getValue().length()),
          found.isEmpty() ? "0" : found.size() + ", the first " + found.get(0),
          "0");
    }
  }

  private static String files(Path directory) throws IOException {
    StringBuilder text = new StringBuilder();
    try (java.util.stream.Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        text.append(
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
    return text.toString();
  }
}
