package io.latchkey.bench;

import io.latchkey.bench.instances.InstancePart;
import io.latchkey.bench.trouble.Measurement;

/**
 * Shows what instances do together that share a PostgreSQL, by figures in a table. {@code
 * -Dtrouble=token,quota} chooses among {@link InstancePart}, {@code -Dtrouble.scale=0.1} shortens,
 * {@code -Dbench.servers=payara-micro,wildfly,payara-micro} says which servers take part, and
 * {@code -Dbench.clocks=-600,0,600} makes their clocks wrong by so many seconds.
 */
public final class InstancesTogether {

  private InstancesTogether() {}

  public static void main(String... args) throws Exception {
    Measurement.runChosen(InstancePart.values());
    System.exit(0);
  }
}
