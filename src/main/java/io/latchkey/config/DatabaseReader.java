package io.latchkey.config;

import io.latchkey.database.DatabasePlace;
import io.latchkey.database.DatabaseSettings;
import io.latchkey.database.MasterKeys;
import io.latchkey.secret.Secret;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads where grants are kept. */
final class DatabaseReader {

  private static final List<ConfigurationKey> PLACES =
      List.of(DatabaseConfigKeys.URL, DatabaseConfigKeys.JNDI, DatabaseConfigKeys.DIRECTORY);

  private static final String POSTGRESQL = "jdbc:postgresql:";

  private final ValueReader values;

  DatabaseReader(ValueReader values) {
    this.values = values;
  }

  /**
   * Reads the database.
   *
   * @param isNeeded whether there is a General app
   * @return null if there is no database
   */
  @Nullable DatabaseSettings database(boolean isNeeded) {
    List<ConfigurationKey> set = PLACES.stream().filter(key -> values.isSet(key.name())).toList();
    if (set.isEmpty()) {
      if (isNeeded) {
        values.problem(
            DatabaseConfigKeys.URL.name(),
            "is missing, which a General app needs (or latchkey.database.jndi, or"
                + " latchkey.database.directory)");
      }
      readTheRest();
      return null;
    }
    if (set.size() > 1) {
      values.problem(set.get(0).name(), "and " + set.get(1).name() + " exclude one another");
    }
    return new DatabaseSettings(
        place(set.get(0)),
        keys(),
        values.integer(DatabaseConfigKeys.POOL_SIZE),
        values
            .findNonEmpty(DatabaseConfigKeys.SPOOL.name())
            .flatMap(text -> directory(DatabaseConfigKeys.SPOOL, text))
            .orElse(null));
  }

  /** Judges the keys that say nothing without a database, so that a mistake shows all the same. */
  private void readTheRest() {
    Stream.of(DatabaseConfigKeys.USER, DatabaseConfigKeys.PASSWORD, DatabaseConfigKeys.SPOOL)
        .filter(key -> values.isSet(key.name()))
        .forEach(key -> values.required(key.name()));
    values.list(DatabaseConfigKeys.KEY.name());
    values.integer(DatabaseConfigKeys.POOL_SIZE);
  }

  private DatabasePlace place(ConfigurationKey key) {
    String text = values.required(key.name());
    if (key.equals(DatabaseConfigKeys.JNDI)) {
      return new DatabasePlace.OfServer(text);
    }
    if (key.equals(DatabaseConfigKeys.DIRECTORY)) {
      return new DatabasePlace.Embedded(directory(key, text).orElse(Path.of("")));
    }
    if (!text.startsWith(POSTGRESQL)) {
      values.reportOnce(key.name(), "must begin with " + POSTGRESQL);
    }
    if (text.contains("password=")) {
      values.problem(key.name(), "holds a password: write it as latchkey.database.password");
    }
    return new DatabasePlace.PostgreSql(
        text,
        values.findNonEmpty(DatabaseConfigKeys.USER.name()).orElse(null),
        values.isSet(DatabaseConfigKeys.PASSWORD.name())
            ? values.secret(DatabaseConfigKeys.PASSWORD.name())
            : null);
  }

  private Optional<Path> directory(ConfigurationKey key, String text) {
    try {
      Path directory = Path.of(text).toAbsolutePath().normalize();
      Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().normalize();
      if (directory.startsWith(temporary)) {
        values.problem(key.name(), "lies in the directory for temporary files, which is cleared");
      } else if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
        values.problem(key.name(), "is no directory that can be written to: make it first");
      }
      return Optional.of(directory);
    } catch (InvalidPathException e) {
      values.problem(key.name(), "is no path");
      return Optional.empty();
    }
  }

  private MasterKeys keys() {
    String key = DatabaseConfigKeys.KEY.name();
    List<Secret> secrets = values.list(key).stream().map(Secret::of).toList();
    Optional<MasterKeys> keys = MasterKeys.parse(secrets);
    if (secrets.isEmpty()) {
      values.reportOnce(
          key, "is missing: make one with `openssl rand -base64 32`, the same on every instance");
    } else if (keys.isEmpty()) {
      values.reportOnce(key, "must be Base64 of 32 bytes: make one with `openssl rand -base64 32`");
    }
    // Never used: its problem prevents the deployment.
    return keys.orElseGet(
        () -> MasterKeys.parse(List.of(Secret.of("A".repeat(43) + "="))).orElseThrow());
  }
}
