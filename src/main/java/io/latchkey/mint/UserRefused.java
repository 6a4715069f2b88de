package io.latchkey.mint;

import io.latchkey.token.TokenFailure;

/**
 * Zoom refuses a token for one user by a code that may be about this user alone, or about what we
 * ask for everybody: its code 300 stands for a misspelt user as well as for a ttl that is too long.
 * Who else met the same code tells the two apart. Carries no stack trace.
 */
public final class UserRefused extends RuntimeException {

  private final String code;
  private final TokenFailure ofTheUser;
  private final TokenFailure ofEverybody;

  /**
   * @param code Zoom's
   * @param ofTheUser the failure if it is about this user
   * @param ofEverybody the failure if it is about what we ask for
   */
  public UserRefused(String code, TokenFailure ofTheUser, TokenFailure ofEverybody) {
    super(ofEverybody.diagnosis(), null, false, false);
    this.code = code;
    this.ofTheUser = ofTheUser;
    this.ofEverybody = ofEverybody;
  }

  String code() {
    return code;
  }

  /** What it is to a user whom only the request names. */
  public TokenFailure ofTheUser() {
    return ofTheUser;
  }

  /** What it is to the user of the configuration, and if several users meet it. */
  public TokenFailure ofEverybody() {
    return ofEverybody;
  }
}
