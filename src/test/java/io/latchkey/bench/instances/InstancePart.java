package io.latchkey.bench.instances;

import io.latchkey.bench.trouble.Figures;
import io.latchkey.bench.trouble.Measurement;

/** What is measured of instances that share a PostgreSQL. */
public enum InstancePart implements Measurement {
  /** Zoom ends an access token when it gives a newer one, and each lives for some seconds. */
  TOKEN,
  /** Many callers of all instances want the access token of one grant when it has ended. */
  GRANT,
  /** Many users at once, at the smallest of Zoom's plans; one instance is killed. */
  QUOTA,
  /** Many bots want to enter one meeting by a small pool. */
  SEATS,
  /** A grant is revoked on one instance, and an operator signs out there. */
  ENDED,
  /** One instance is killed behind a load balancer. */
  KILLED,
  /** One instance loses the database behind a load balancer. */
  CUT,
  /**
   * Instances are replaced one after the other; those of {@code bench.before}, if it is set, by
   * this build.
   */
  ROLLING,
  /** What instances cost PostgreSQL that have nothing to do. */
  IDLE,
  /** What three, ten and a hundred instances without a server cost PostgreSQL. */
  SIMULATION;

  @Override
  public Figures run(double scale) throws Exception {
    Figures figures = new Figures();
    try (Together together = new Together(text())) {
      switch (this) {
        case TOKEN -> new OneToken(together, figures).run(scale);
        case GRANT -> new OneGrant(together, figures).run(scale);
        case QUOTA -> new OneQuota(together, figures).run(scale);
        case SEATS -> new Seating(together, figures).run();
        case ENDED -> new EndedElsewhere(together, figures).run(scale);
        case KILLED -> new KilledBehindABalancer(together, figures).run(scale);
        case CUT -> new CutOff(together, figures).run(scale);
        case ROLLING -> new Rolling(together, figures).run();
        case IDLE -> new IdleCost(together, figures).run(scale);
        case SIMULATION -> new Simulation(together, figures).run(scale);
      }
    }
    return figures;
  }
}
