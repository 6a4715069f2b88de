package io.latchkey.zoom;

import java.net.URI;
import java.time.Duration;

/** The settings of the product without any configuration, for a simulated Zoom. */
public final class TestZoomSettings {

  private TestZoomSettings() {}

  /** Returns settings by which both the tokens and the API are at one URL. */
  public static ZoomSettings of(URI zoom) {
    return new ZoomSettings(
        zoom,
        zoom,
        true,
        ZoomNetwork.direct(Duration.ofSeconds(2), Duration.ofSeconds(2)),
        Duration.ofHours(2),
        Duration.ofMinutes(15));
  }
}
