package io.latchkey.server;

import java.util.Locale;

/** The servers that Latchkey runs on, by the names of {@code server-config} and of the profiles. */
public enum ServerKind {
  PAYARA_MICRO,
  PAYARA_SERVER,
  WILDFLY,
  OPEN_LIBERTY;

  /** By a name such as {@code payara-micro}. */
  public static ServerKind of(String directory) {
    return valueOf(directory.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  public String directory() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A server that is not configured yet. */
  public Server at(Site site) {
    return switch (this) {
      case PAYARA_MICRO -> new PayaraMicro(site);
      case PAYARA_SERVER -> new PayaraServer(site);
      case WILDFLY -> new WildFly(site);
      case OPEN_LIBERTY -> new OpenLiberty(site);
    };
  }
}
