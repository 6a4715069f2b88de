package io.latchkey.zoom;

import java.util.Locale;

/** The outcome of one call to Zoom. */
public enum ZoomOutcome {
  /** A status of 200 to 299, whatever the body holds. */
  OK,
  /** 401: Zoom does not accept the access token or the credentials. */
  UNAUTHORIZED,
  /** 429 or 408. */
  LIMITED,
  /** Any other status below 500. */
  REFUSED,
  /** 500 to 599. */
  FAILING,
  /** No whole answer in time. */
  SLOW,
  /** There was no connection. */
  UNREACHABLE,
  /** There was no connection that can be trusted. */
  TLS,
  /** The connection broke, or the body was too long. */
  BROKEN,
  /** Stopped by circuit breaker, bulkhead or time-out; mostly not sent at all. */
  HELD_BACK;

  /** Returns the name in metrics. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ZoomOutcome ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 408, 429 -> LIMITED;
      default -> {
        ZoomOutcome belowServerErrors = status / 100 == 2 ? OK : REFUSED;
        yield status >= 500 ? FAILING : belowServerErrors;
      }
    };
  }
}
