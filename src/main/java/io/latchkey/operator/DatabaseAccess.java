package io.latchkey.operator;

import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.util.function.Supplier;

/** Answers operators while the database is away. */
final class DatabaseAccess {

  private DatabaseAccess() {}

  /**
   * Does something with the database.
   *
   * @throws TokenFailure if the database cannot be used
   */
  static <T> T orUnavailable(Supplier<T> action) {
    try {
      return action.get();
    } catch (DatabaseUnavailable unavailable) {
      throw TokenFailure.Unavailable.limited(
          "Latchkey's database cannot be reached. Try again.",
          "database: " + unavailable.diagnosis(),
          Duration.ofSeconds(5));
    }
  }
}
