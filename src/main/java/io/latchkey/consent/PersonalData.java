package io.latchkey.consent;

import io.latchkey.grant.ConnectedUser;

/** Shows people as far as pages may show them, so that who reads along learns little. */
public final class PersonalData {

  private PersonalData() {}

  /** Returns {@code a***@example.org} for an address. */
  public static String masked(String email) {
    int at = email.lastIndexOf('@');
    return at < 1 ? "***" : email.charAt(0) + "***" + email.substring(at);
  }

  static String masked(ConnectedUser user) {
    return user.email() == null ? "another Zoom user" : masked(user.email());
  }
}
