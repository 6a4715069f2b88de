package io.latchkey.bench;

/**
 * Runs {@link io.latchkey.grant.RefreshKills}: for each rule of Zoom, 100 kills at random and 5 at
 * each point.
 */
public final class RefreshKills {

  private RefreshKills() {}

  public static void main(String... args) throws Exception {
    io.latchkey.grant.RefreshKills.main("100", "5");
    System.exit(0);
  }
}
