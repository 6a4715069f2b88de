package io.latchkey.mint;

import io.latchkey.token.TokenFailure;

/**
 * Thrown when Zoom refuses a token with a code that may concern this user only, or a parameter that
 * we send for everybody. For example, its code 300 stands for a misspelt user and also for a ttl
 * that is too long. Whether other users meet the same code tells the two cases apart. Carries no
 * stack trace.
 */
public final class UserRefused extends RuntimeException {

  private final String code;
  private final TokenFailure asUserFailure;
  private final TokenFailure asAccountFailure;

  /**
   * @param code the code of Zoom's answer
   * @param asUserFailure the failure if the code concerns this user only
   * @param asAccountFailure the failure if the code concerns what we send for everybody
   */
  public UserRefused(String code, TokenFailure asUserFailure, TokenFailure asAccountFailure) {
    super(asAccountFailure.diagnosis(), null, false, false);
    this.code = code;
    this.asUserFailure = asUserFailure;
    this.asAccountFailure = asAccountFailure;
  }

  String code() {
    return code;
  }

  /** Returns the failure for a user that only the request names. */
  public TokenFailure asUserFailure() {
    return asUserFailure;
  }

  /**
   * Returns the failure for the configured user, and for every user once several users meet the
   * code.
   */
  public TokenFailure asAccountFailure() {
    return asAccountFailure;
  }
}
