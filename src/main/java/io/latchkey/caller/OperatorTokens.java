package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tokens by which operators prove themselves. The operator token opens all routes for
 * operators. The metrics token opens only the metrics. A route is not served if no configured token
 * opens it.
 *
 * <p>Never prints itself. Immutable and thread-safe.
 */
public final class OperatorTokens {

  private final @Nullable Secret operator;
  private final @Nullable Secret metrics;

  /**
   * @param operator the operator token; null if none is configured
   * @param metrics the token that opens only the metrics; null if none is configured
   */
  public OperatorTokens(@Nullable Secret operator, @Nullable Secret metrics) {
    this.operator = operator;
    this.metrics = metrics;
  }

  /** Returns whether an operator token is configured. */
  public boolean isConfigured() {
    return operator != null;
  }

  /** Returns whether a token is configured that opens the metrics. */
  public boolean metricsConfigured() {
    return isConfigured() || metrics != null;
  }

  /** Returns whether this is the operator token. Takes constant time. */
  public boolean opens(Secret presented) {
    return operator != null && operator.equals(presented);
  }

  /** Returns whether this token opens the metrics. Takes constant time. */
  public boolean opensMetrics(Secret presented) {
    // Both tokens are compared, even if the first one matches.
    boolean isMetricsToken = metrics != null && metrics.equals(presented);
    return opens(presented) || isMetricsToken;
  }

  /**
   * Returns the key that signs the sessions of operators. It is derived from the operator token, so
   * a new operator token ends all sessions.
   *
   * @throws NullPointerException if no operator token is configured
   */
  public HmacKey sessionKey() {
    return HmacKey.derivedFrom(Objects.requireNonNull(operator), "operator session");
  }

  @Override
  public String toString() {
    return "OperatorTokens[hidden]";
  }
}
