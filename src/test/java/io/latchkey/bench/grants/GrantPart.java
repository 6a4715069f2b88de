package io.latchkey.bench.grants;

import io.latchkey.bench.trouble.Figures;
import io.latchkey.bench.trouble.Measurement;

/** What is measured of grants on real servers. */
public enum GrantPart implements Measurement {
  /** Servers that share PostgreSQL are killed while they refresh grants. */
  KILLS,
  /** A server that keeps its grants in a file is killed. */
  EMBEDDED,
  /** A server is killed at each step of a user's consent. */
  CONSENT_KILLS,
  /** What an answer from memory costs. */
  MEMORY,
  /** Whether a secret is anywhere where it must not be. */
  CANARIES,
  /** PostgreSQL is down when a server starts. */
  LATE,
  /** Requests that anybody can send. */
  STRANGERS;

  @Override
  public Figures run(double scale) throws Exception {
    return switch (this) {
      case KILLS -> ServerKills.run(scale);
      case EMBEDDED -> EmbeddedServerKills.run(scale);
      case CONSENT_KILLS -> ConsentKills.run(scale);
      case MEMORY -> AnswersFromMemory.run(scale);
      case CANARIES -> SecretsAtRest.run(scale);
      case LATE -> LateDatabase.run(scale);
      case STRANGERS -> StrangersAtTheDoor.run(scale);
    };
  }

  /** Returns how often something is done, at least once. */
  static int times(int whole, double scale) {
    return (int) Math.max(1, Math.round(whole * scale));
  }
}
