package io.latchkey.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source of the server. It is looked up when a connection is first needed, and again after
 * each failure, since operators may define or replace it while the application runs.
 *
 * <p>Thread-safe. The threads must have the naming context of the application, as those of a {@code
 * ManagedThreadFactory} have.
 */
final class ServerDataSource {

  /** The server has no such data source. The message is for operators. */
  static final class Missing extends SQLException {

    private static final long serialVersionUID = 1;

    Missing(String name, String reason) {
      super("this server has no data source %s: %s".formatted(name, reason));
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  private final String name;
  private volatile @Nullable DataSource found;

  ServerDataSource(String name) {
    this.name = name;
  }

  /**
   * Borrows a connection.
   *
   * @throws Missing if nothing, or no data source, has this name
   */
  Connection connection() throws SQLException {
    DataSource source = found;
    if (source == null) {
      source = lookUp();
      found = source;
    }
    try {
      return source.getConnection();
    } catch (SQLException | RuntimeException failure) {
      found = null;
      throw failure;
    }
  }

  @SuppressWarnings("BanJNDI") // The name comes from the operator's configuration.
  private DataSource lookUp() throws Missing {
    try {
      Object there = InitialContext.doLookup(name);
      if (there instanceof DataSource source) {
        return source;
      }
      throw new Missing(name, "the name leads to something else");
    } catch (NamingException e) {
      throw new Missing(name, e.getClass().getSimpleName());
    }
  }
}
