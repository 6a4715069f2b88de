package io.latchkey.server;

import java.util.Locale;

/**
 * The servers that Latchkey runs on, with the names that {@code server-config} and the Maven
 * profiles have.
 */
public enum ServerKind {
  PAYARA_MICRO,
  PAYARA_SERVER,
  WILDFLY,
  OPEN_LIBERTY,
  GLASSFISH;

  /** Returns the server with a name such as {@code payara-micro}. */
  public static ServerKind of(String directory) {
    return valueOf(directory.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  public String directory() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns a server that is not configured yet. */
  public Server at(Site site) {
    return switch (this) {
      case PAYARA_MICRO -> new PayaraMicro(site);
      case PAYARA_SERVER -> new PayaraServer(site);
      case WILDFLY -> new WildFly(site);
      case OPEN_LIBERTY -> new OpenLiberty(site);
      case GLASSFISH -> new GlassFish(site);
    };
  }

  /** Returns the server that this build tests, from a system property. */
  public static ServerKind ofThisBuild() {
    return of(System.getProperty("latchkey.server"));
  }

  /** Returns the name of the server and its version in this build, such as payara-micro-7. */
  public static String nameInThisBuild() {
    return System.getProperty("latchkey.server.name", ofThisBuild().directory());
  }

  /** Returns whether the server is made from GlassFish, whose HTTP and JAX-RS it shares. */
  public boolean isOfGlassFish() {
    return this == PAYARA_MICRO || this == PAYARA_SERVER || this == GLASSFISH;
  }
}
