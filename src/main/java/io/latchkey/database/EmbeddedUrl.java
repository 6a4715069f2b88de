package io.latchkey.database;

import java.nio.file.Path;

/** The URL of the embedded database. */
final class EmbeddedUrl {

  private EmbeddedUrl() {}

  /**
   * Returns the URL of H2 for a file in this directory.
   *
   * <p>{@code async}, because an interrupted thread would close the file under all others. {@code
   * WRITE_DELAY=0}, because H2 otherwise acknowledges commits that it loses when the process is
   * killed. No shutdown hook: the application closes the database itself.
   *
   * @see <a href="https://h2database.com/html/features.html">H2: features</a>
   */
  static String of(Path directory) {
    return "jdbc:h2:async:"
        + directory.toAbsolutePath().resolve("latchkey")
        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
        + ";WRITE_DELAY=0;LOCK_TIMEOUT=1000;DB_CLOSE_ON_EXIT=FALSE";
  }
}
