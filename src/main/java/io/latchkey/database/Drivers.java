package io.latchkey.database;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The JDBC drivers inside the WAR. */
public final class Drivers {

  private Drivers() {}

  /**
   * Takes the drivers of this application out of the JDK's list. They enter it by themselves when
   * they are loaded, and the list, which belongs to the whole JVM, would keep our class loader.
   */
  public static void deregister() {
    ClassLoader ours = Drivers.class.getClassLoader();
    DriverManager.drivers()
        .filter(driver -> driver.getClass().getClassLoader() == ours)
        .forEach(Drivers::deregister);
  }

  private static void deregister(Driver driver) {
    try {
      DriverManager.deregisterDriver(driver);
    } catch (SQLException e) {
      throw new IllegalStateException("It is only refused with a security manager", e);
    }
  }
}
