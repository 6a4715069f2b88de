package io.latchkey.check;

import io.latchkey.token.Remedy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One step of a check with its result. It holds no secret. Immutable and thread-safe.
 *
 * @param name the name of what was checked
 * @param finding what the check saw
 * @param next what an operator should do; null if nothing
 */
public record Step(String name, Result result, String finding, @Nullable String next) {

  public enum Result {
    PASSED,
    /** It works, or may work, but not as it should. */
    DOUBTFUL,
    FAILED,
    /** It could not be checked. */
    SKIPPED;

    /** Returns the name in JSON. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The name of the step that requests a ZAK. */
  public static final String MINT = "Test mint";

  boolean isZak() {
    return name.equals(MINT) && result == Result.PASSED;
  }

  public boolean hasFailed() {
    return result == Result.FAILED;
  }

  public static Step passed(String name, String finding) {
    return new Step(name, Result.PASSED, finding, null);
  }

  public static Step doubtful(String name, String finding, String next) {
    return new Step(name, Result.DOUBTFUL, finding, next);
  }

  public static Step failed(String name, Remedy remedy) {
    return failed(name, remedy.problem(), remedy.next());
  }

  public static Step failed(String name, String finding, String next) {
    return new Step(name, Result.FAILED, finding, next);
  }

  public static Step skipped(String name, String why) {
    return new Step(name, Result.SKIPPED, why, null);
  }

  static Step skipped(String name, String why, String next) {
    return new Step(name, Result.SKIPPED, why, next);
  }
}
