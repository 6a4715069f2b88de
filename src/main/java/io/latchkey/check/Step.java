package io.latchkey.check;

import io.latchkey.token.Remedy;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that was looked at. No secret is in it. Immutable and thread-safe.
 *
 * @param name of what was looked at
 * @param finding what was seen
 * @param next what to do about it; empty if nothing
 */
public record Step(String name, Result result, String finding, Optional<String> next) {

  /** How it is. */
  public enum Result {
    PASSED,
    /** Works, or may work, but not as it should. */
    DOUBTFUL,
    FAILED,
    /** Could not be looked at. */
    SKIPPED;

    /** As the answer in JSON names it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The step that ends with a ZAK. */
  public static final String MINT = "Test mint";

  boolean isZak() {
    return name.equals(MINT) && result == Result.PASSED;
  }

  public boolean hasFailed() {
    return result == Result.FAILED;
  }

  public static Step passed(String name, String finding) {
    return new Step(name, Result.PASSED, finding, Optional.empty());
  }

  public static Step doubtful(String name, String finding, String next) {
    return new Step(name, Result.DOUBTFUL, finding, Optional.of(next));
  }

  public static Step failed(String name, Remedy remedy) {
    return failed(name, remedy.trouble(), remedy.next());
  }

  public static Step failed(String name, String finding, String next) {
    return new Step(name, Result.FAILED, finding, Optional.of(next));
  }

  public static Step skipped(String name, String why) {
    return new Step(name, Result.SKIPPED, why, Optional.empty());
  }
}
