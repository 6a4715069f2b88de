package io.latchkey.bench;

import io.latchkey.bench.trouble.Trouble;
import java.util.Arrays;
import java.util.List;

/**
 * Shows what becomes of grants when their database, an instance or Zoom is in trouble, by figures
 * in a table. {@code -Dtrouble=restarts,freeze} chooses among {@link Trouble}, and {@code
 * -Dtrouble.scale=0.1} shortens.
 */
public final class GrantTroubles {

  private GrantTroubles() {}

  public static void main(String... args) throws Exception {
    String chosen = System.getProperty("trouble", "");
    double scale = Double.parseDouble(System.getProperty("trouble.scale", "1"));
    List<Trouble> troubles =
        chosen.isEmpty()
            ? List.of(Trouble.values())
            : Arrays.stream(chosen.split(",")).map(Trouble::named).toList();
    StringBuilder table =
        new StringBuilder("| trouble | figure | measured | to be |\n|---|---|---|---|\n");
    for (Trouble trouble : troubles) {
      table.append(trouble.run(scale).rows(trouble.text()));
      System.out.println("\n" + table);
    }
    System.exit(0);
  }
}
