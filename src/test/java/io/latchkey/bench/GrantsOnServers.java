package io.latchkey.bench;

import io.latchkey.bench.grants.GrantPart;
import io.latchkey.bench.trouble.Measurement;

/**
 * Shows what becomes of grants when the WAR runs on a real server, by figures in a table. {@code
 * -Dtrouble=kills,memory} chooses among {@link GrantPart}, and {@code -Dtrouble.scale=0.1}
 * shortens.
 */
public final class GrantsOnServers {

  private GrantsOnServers() {}

  public static void main(String... args) throws Exception {
    Measurement.runChosen(GrantPart.values());
    System.exit(0);
  }
}
