package io.latchkey.grant;

import org.jspecify.annotations.Nullable;

/** Whether the e-mail addresses of users who have consented are stored. */
public enum EmailAddresses {
  KEPT,
  /** Callers name these users by references or Zoom ids. */
  NOT_KEPT;

  /** Returns what is stored of an address; null for nothing. */
  public @Nullable String stored(@Nullable String address) {
    return this == KEPT ? address : null;
  }
}
