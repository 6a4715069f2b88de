package io.latchkey.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where grants are kept.
 *
 * @param keys encrypt the tokens
 * @param poolSize the most connections of this instance; eight unless configured
 * @param spool the directory for tokens that could not be stored; null if none is configured
 */
public record DatabaseSettings(
    DatabasePlace place, MasterKeys keys, int poolSize, @Nullable Path spool) {

  /**
   * Returns how many threads may look for grants at a time, and as many again may ask for what
   * instances share. Two connections remain for refreshes and for the work that nobody asks for.
   */
  public int lookups() {
    return Math.max(1, (poolSize - 2) / 2);
  }
}
