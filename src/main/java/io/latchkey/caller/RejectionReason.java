package io.latchkey.caller;

import java.util.Locale;

/** The reason why a request was answered by 401. The metrics show it; the answer does not. */
public enum RejectionReason {
  /** Neither a callback token nor a signature. */
  NOTHING_PRESENTED,
  /** Only a signature was presented, but no caller may prove itself by a signature only. */
  TOKEN_MISSING,
  TOKEN_WRONG,
  TOKEN_EXPIRED,
  SIGNATURE_MISSING,
  /** The signature was made with another secret, or its time is too far from now. */
  SIGNATURE_WRONG,
  /** The request comes from an address that is locked out, whatever it presents. */
  SHUT_OUT,
  /** The request is for operators, but presents no valid token of an operator. */
  NO_OPERATOR;

  /** Returns the value of the label in the metrics. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
