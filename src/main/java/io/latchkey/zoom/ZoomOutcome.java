package io.latchkey.zoom;

import java.util.Locale;

/** What became of one call to Zoom. */
public enum ZoomOutcome {
  /** An answer with a status of 200 to 299, whatever stood in it. */
  OK,
  /** 401: the access token or the credentials. */
  UNAUTHORIZED,
  /** 429 or 408. */
  LIMITED,
  /** Any other status below 500. */
  REFUSED,
  /** 500 to 599. */
  FAILING,
  /** No whole answer in time. */
  SLOW,
  /** No connection came about. */
  UNREACHABLE,
  /** No connection that can be trusted. */
  TLS,
  /** The connection broke, or what came was too long. */
  BROKEN,
  /** Not even sent: circuit breaker, bulkhead or time-out. */
  HELD_BACK;

  /** As metrics name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ZoomOutcome ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 408, 429 -> LIMITED;
      default -> status >= 500 ? FAILING : status / 100 == 2 ? OK : REFUSED;
    };
  }
}
