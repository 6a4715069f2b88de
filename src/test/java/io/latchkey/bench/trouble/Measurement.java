package io.latchkey.bench.trouble;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A part of a program that measures. */
public interface Measurement {

  /** Returns the name of the constant. */
  String name();

  /** Returns the name as the command line has it, such as {@code consent-kills}. */
  default String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Measures.
   *
   * @param scale 1 for the whole length, less for a shorter one
   */
  Figures run(double scale) throws Exception;

  /**
   * Runs those that {@code -Dtrouble=restarts,freeze} names, or all of them, and prints a table
   * after each. {@code -Dtrouble.scale=0.1} shortens them.
   */
  static void runChosen(Measurement... all) throws Exception {
    List<String> chosen =
        Arrays.stream(System.getProperty("trouble", "").split(","))
            .map(String::trim)
            .filter(name -> !name.isEmpty())
            .toList();
    double scale = Double.parseDouble(System.getProperty("trouble.scale", "1"));
    List<String> names = Arrays.stream(all).map(Measurement::text).toList();
    if (!names.containsAll(chosen)) {
      throw new IllegalArgumentException("-Dtrouble must be of " + names);
    }
    StringBuilder table =
        new StringBuilder("| trouble | figure | measured | to be |\n|---|---|---|---|\n");
    for (Measurement each : all) {
      if (chosen.isEmpty() || chosen.contains(each.text())) {
        System.out.printf("%s: load of the machine before: %s%n", each.text(), Figures.load());
        table.append(each.run(scale).rows(each.text()));
        System.out.println("\n" + table);
      }
    }
  }
}
