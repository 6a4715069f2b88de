package io.latchkey.bench;

/** Runs {@link io.latchkey.grant.RefreshKills}: 60 kills at random, and 6 at each point. */
public final class RefreshKills {

  private RefreshKills() {}

  public static void main(String... args) throws Exception {
    io.latchkey.grant.RefreshKills.main("60", "6");
    System.exit(0);
  }
}
