package io.latchkey.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes the pools of connections that are our own, and not the server's. */
final class ConnectionPool {

  private static final Duration ACQUISITION = Duration.ofSeconds(2);

  private ConnectionPool() {}

  /**
   * Makes a pool. Makes no connection yet.
   *
   * @param longestLife of a connection, used or not; zero for no limit
   */
  static AgroalDataSource of(DatabasePlace place, int size, Duration longestLife) {
    AgroalDataSourceConfigurationSupplier configuration =
        new AgroalDataSourceConfigurationSupplier()
            .metricsEnabled(false)
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(size)
                        .acquisitionTimeout(ACQUISITION)
                        .reapTimeout(longestLife.dividedBy(15))
                        .maxLifetime(longestLife)
                        // Without this, a restart of PostgreSQL leaves connections that fail for
                        // ever.
                        .validateOnBorrow(true)
                        .connectionValidator(ConnectionValidator.defaultValidator())
                        .connectionFactoryConfiguration(factory -> configure(factory, place)));
    try {
      return AgroalDataSource.from(configuration);
    } catch (SQLException e) {
      throw new IllegalStateException("No connection is made yet, so nothing can fail", e);
    }
  }

  private static AgroalConnectionFactoryConfigurationSupplier configure(
      AgroalConnectionFactoryConfigurationSupplier factory, DatabasePlace place) {
    if (place instanceof DatabasePlace.PostgreSql server) {
      factory
          .connectionProviderClass(PGSimpleDataSource.class)
          // What the URL says itself counts more than our defaults.
          .jdbcUrl(PostgreSqlUrl.withDefaults(server.url()));
      if (server.user() != null) {
        factory.principal(new NamePrincipal(server.user()));
      }
      if (server.password() != null) {
        factory.credential(new SimplePassword(server.password().reveal()));
      }
      return factory;
    }
    DatabasePlace.Embedded embedded = (DatabasePlace.Embedded) place;
    return factory
        .connectionProviderClass(JdbcDataSource.class)
        .jdbcUrl(EmbeddedUrl.of(embedded.directory()))
        .principal(new NamePrincipal("latchkey"))
        .credential(new SimplePassword(""));
  }
}
