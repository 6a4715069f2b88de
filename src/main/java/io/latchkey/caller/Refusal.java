package io.latchkey.caller;

import java.util.Locale;

/** Why a request was answered by 401. For those who count; nobody who is refused learns it. */
public enum Refusal {
  /** Neither a callback token nor a signature. */
  NOTHING_PRESENTED,
  /** A signature alone, which nobody may prove itself by. */
  TOKEN_MISSING,
  TOKEN_WRONG,
  TOKEN_EXPIRED,
  SIGNATURE_MISSING,
  /** Made with another secret, or at another time. */
  SIGNATURE_WRONG,
  /** It comes from an address that is shut out, whatever it presents. */
  SHUT_OUT,
  NO_OPERATOR;

  /** As metrics name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
