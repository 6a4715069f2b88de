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
  OPEN_LIBERTY;

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
    };
  }
}
