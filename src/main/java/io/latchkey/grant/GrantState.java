package io.latchkey.grant;

import java.util.Locale;

/** The state of a grant. */
public enum GrantState {
  /** Zoom has refreshed it, or was never asked. */
  ACTIVE,
  /** Zoom has refused its refresh token once. It is asked again after a minute. */
  SUSPECT,
  /** Zoom has refused its refresh token twice. The user must connect again. */
  DEAD,
  /** The user or an operator has ended it. */
  REMOVED;

  /** Returns whether Zoom may still be asked for its tokens. */
  public boolean isAlive() {
    return this == ACTIVE || this == SUSPECT;
  }

  /** Returns the name in the database, in answers and in metrics. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the state of this name. */
  public static GrantState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
