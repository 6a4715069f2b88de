package io.latchkey.caller;

import io.latchkey.secret.Secret;
import java.util.Optional;

/**
 * What operators prove themselves by; without it there is nothing for them. Who but collects
 * metrics may have a token of its own, which opens those alone. Never prints itself. Immutable and
 * thread-safe.
 */
public final class OperatorTokens {

  private final Optional<Secret> operator;
  private final Optional<Secret> metrics;

  /**
   * @param metrics of who may read the metrics and nothing else
   */
  public OperatorTokens(Optional<Secret> operator, Optional<Secret> metrics) {
    this.operator = operator;
    this.metrics = metrics;
  }

  /** Whether there is anything for operators. */
  public boolean configured() {
    return operator.isPresent();
  }

  /** Whether anybody may read the metrics. */
  public boolean metricsConfigured() {
    return configured() || metrics.isPresent();
  }

  /** Constant in time, as secrets are compared. */
  public boolean opens(Secret presented) {
    return operator.filter(presented::equals).isPresent();
  }

  /** As {@link #opens}, for the metrics. */
  public boolean opensMetrics(Secret presented) {
    boolean own = metrics.filter(presented::equals).isPresent();
    return opens(presented) || own;
  }

  /** What sessions are signed with; another one as soon as the operator token is another. */
  public SigningSecret sessionKey() {
    return SigningSecret.derivedFrom(operator.orElseThrow(), "operator session");
  }

  @Override
  public String toString() {
    return "OperatorTokens[hidden]";
  }
}
