package io.latchkey.bench.trouble;

/** What can go wrong around grants. */
public enum Trouble implements Measurement {
  /** PostgreSQL is restarted at once, again and again. */
  RESTARTS,
  /** PostgreSQL is frozen for a minute. */
  FREEZE,
  /** A process is stopped for a minute while it refreshes a grant. */
  STOPPED,
  /** Zoom refuses every grant. */
  REFUSED,
  /** The access tokens of many grants end in one second. */
  CROWD,
  /** The table has many rows. */
  TABLE,
  /** Processes that keep grants in a file are killed. */
  KILLS,
  /** The grants are encrypted with a new key while they are used. */
  KEY;

  @Override
  public Figures run(double scale) throws Exception {
    return switch (this) {
      case RESTARTS -> DatabaseAway.restarts(scale);
      case FREEZE -> DatabaseAway.freeze(scale);
      case STOPPED -> StoppedInstance.run(scale);
      case REFUSED -> AllRefused.run(scale);
      case CROWD -> CrowdOfGrants.run(scale);
      case TABLE -> ManyRows.run(scale);
      case KILLS -> EmbeddedKills.run(scale);
      case KEY -> NewKey.run(scale);
    };
  }
}
