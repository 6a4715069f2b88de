package io.latchkey.zoom;

import java.util.Locale;

/** The endpoints of Zoom that we call. */
public enum ZoomEndpoint {
  ACCESS_TOKEN,
  ZAK,
  OBF,
  JOIN_TOKEN,
  /** A refresh of a grant. */
  REFRESH,
  /** The exchange of an authorization code. */
  CODE,
  /** Whom an access token belongs to. */
  USER,
  REVOKE;

  /** Returns the name in metrics. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
