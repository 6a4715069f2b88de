package io.latchkey.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.grant.DatabaseUnavailable;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerDataSourceTest {

  private static final String NAME = "jdbc/latchkey";

  /** What the naming service of the test knows. */
  private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

  /** Made by the JDK, by its name. */
  public static final class Naming implements InitialContextFactory {

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
      return new InitialContext(true) {
        @Override
        public Object lookup(String name) throws NamingException {
          Object found = BOUND.get(name);
          if (found == null) {
            throw new NameNotFoundException(name);
          }
          return found;
        }
      };
    }
  }

  private final Database database = TestDatabase.open(new DatabasePlace.OfServer(NAME));

  @BeforeEach
  void useOurNaming() {
    System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Naming.class.getName());
  }

  @AfterEach
  void forget() {
    System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
    BOUND.clear();
  }

  private static JdbcDataSource dataSource(String database) {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:" + database + ";MODE=PostgreSQL;DB_CLOSE_DELAY=-1");
    return source;
  }

  private String nameOfDatabase() {
    return database.transactionOfPreparation(Connection::getCatalog);
  }

  private String diagnosis() {
    return assertThrows(DatabaseUnavailable.class, this::nameOfDatabase).diagnosis();
  }

  @Test
  void dataSource_isUsedAsSoonAsItIsThere() {
    assertEquals(
        "this server has no data source jdbc/latchkey: NameNotFoundException", diagnosis());
    assertTrue(database.outage().isPresent());
    BOUND.put(NAME, "a text");
    assertEquals(
        "this server has no data source jdbc/latchkey: the name leads to something else",
        diagnosis());
    BOUND.put(NAME, dataSource("late"));
    assertEquals("LATE", nameOfDatabase());
    assertFalse(database.outage().isPresent());
  }

  @Test
  void dataSource_isLookedUpAgain_afterAFailure() {
    JdbcDataSource first = dataSource("first");
    BOUND.put(NAME, first);
    assertEquals("FIRST", nameOfDatabase());
    BOUND.put(NAME, dataSource("second"));
    assertEquals("FIRST", nameOfDatabase(), "found once, not at each use");
    first.setURL("jdbc:h2:mem:gone;IFEXISTS=TRUE");
    diagnosis();
    assertEquals("SECOND", nameOfDatabase());
  }

  @Test
  void driversOwnFailure_isNamed_thoughThePoolWrapsIt() {
    BOUND.put(
        NAME,
        proxy(
            DataSource.class,
            (method, arguments) -> {
              throw new SQLException(
                  "pool", new IllegalStateException(new SQLException("refused", "08001")));
            }));
    assertEquals("no connection (SQLSTATE 08001, SQLException)", diagnosis());
  }

  @Test
  void connection_isGivenBackAsItWas() throws SQLException {
    try (Connection shared = dataSource("shared").getConnection()) {
      Connection lent =
          proxy(
              Connection.class,
              (method, arguments) ->
                  method.getName().equals("close") ? null : method.invoke(shared, arguments));
      BOUND.put(NAME, proxy(DataSource.class, (method, arguments) -> lent));
      nameOfDatabase();
      assertTrue(shared.getAutoCommit());
      assertThrows(
          DatabaseUnavailable.class,
          () ->
              database.transactionOfPreparation(
                  connection -> {
                    throw new SQLException("at work");
                  }));
      assertTrue(shared.getAutoCommit());
      shared.setAutoCommit(false);
      nameOfDatabase();
      assertFalse(shared.getAutoCommit());
    }
  }

  @FunctionalInterface
  private interface Answer {
    Object to(Method method, Object[] arguments) throws Throwable;
  }

  /** Returns a pool, or a connection of a pool, that resets nothing. */
  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer.to(method, arguments)));
  }
}
