package io.latchkey.server;

import java.io.IOException;
import java.util.List;

/**
 * A GlassFish with its own domain, which the configure script makes. Its health is on the port for
 * callers.
 */
public final class GlassFish extends DomainServer {

  GlassFish(Site site) {
    super(site);
  }

  @Override
  List<String> deployOptions() {
    return List.of();
  }

  @Override
  public String opsUrl() {
    return url();
  }

  /** GlassFish reads the keys when it starts. */
  @Override
  public void renew() throws IOException {
    close();
    start();
  }
}
