package io.latchkey.database;

import io.latchkey.secret.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The database that is used. */
public sealed interface DatabasePlace {

  /**
   * PostgreSQL, which several instances may share.
   *
   * @param url begins with {@code jdbc:postgresql:}
   * @param user null if the URL or the server decides
   */
  record PostgreSql(String url, @Nullable String user, @Nullable Secret password)
      implements DatabasePlace {}

  /** A data source of the server, which leads to PostgreSQL. */
  record OfServer(String jndiName) implements DatabasePlace {}

  /** A file in this directory, for one instance. */
  record Embedded(Path directory) implements DatabasePlace {}
}
