package io.latchkey.bench;

import io.latchkey.bench.trouble.Measurement;
import io.latchkey.bench.trouble.Trouble;

/**
 * Shows what becomes of grants when their database, an instance or Zoom is in trouble, by figures
 * in a table. {@code -Dtrouble=restarts,freeze} chooses among {@link Trouble}, and {@code
 * -Dtrouble.scale=0.1} shortens.
 */
public final class GrantTroubles {

  private GrantTroubles() {}

  public static void main(String... args) throws Exception {
    Measurement.runChosen(Trouble.values());
    System.exit(0);
  }
}
