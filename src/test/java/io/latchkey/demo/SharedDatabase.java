package io.latchkey.demo;

import io.latchkey.bench.Rig;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.RestartablePostgreSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The PostgreSQL that two instances of the demo share.
 *
 * @param server null if there is one instance
 */
record SharedDatabase(RestartablePostgreSql server) implements AutoCloseable {

  private static final String NAME = "postgresql";

  /**
   * Starts it with empty tables, if there are two instances.
   *
   * @param directory where a new directory for its files is made
   */
  static SharedDatabase start(int instances, Path directory) throws IOException {
    if (instances < 2) {
      return new SharedDatabase(null);
    }
    System.out.println("\nPostgreSQL starts, which both instances share.");
    try {
      Files.createDirectories(directory);
      removeOlder(directory);
      return new SharedDatabase(
          RestartablePostgreSql.start(Files.createTempDirectory(directory, NAME)));
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not start: " + e.getMessage(), e);
    }
  }

  /** Ctrl-C leaves the files of an earlier demo behind. */
  private static void removeOlder(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      for (Path each :
          all.filter(path -> path.getFileName().toString().startsWith(NAME)).toList()) {
        Rig.deleteWithAllIn(each);
      }
    }
  }

  /** Sets the keys of an instance that uses it. */
  void configure(Map<String, String> keys) {
    if (server != null) {
      DatabasePlace.PostgreSql place = server.place();
      keys.remove("latchkey.database.directory");
      keys.put("latchkey.database.url", place.url());
      keys.put("latchkey.database.user", String.valueOf(place.user()));
    }
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }
}
