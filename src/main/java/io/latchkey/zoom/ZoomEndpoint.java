package io.latchkey.zoom;

import java.util.Locale;

/** What Zoom is asked for. */
public enum ZoomEndpoint {
  ACCESS_TOKEN,
  ZAK,
  OBF,
  JOIN_TOKEN;

  /** As metrics name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
