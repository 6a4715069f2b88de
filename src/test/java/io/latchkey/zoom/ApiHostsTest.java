package io.latchkey.zoom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiHostsTest {

  private static final URI OWN = URI.create("https://api.zoom.us");

  private final ApiHosts hosts = hosts(OWN, false);

  @ParameterizedTest
  @ValueSource(strings = {"https://api-eu.zoom.us", "https://zoom.us", "https://eu.api.zoom.us"})
  void zoomsOwn_maySeeTheToken(String url) {
    assertEquals(URI.create(url), hosts.allowedOrConfigured(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://api.zoom.us",
        "https://api.zoom.us:8443",
        "https://evil.example",
        "https://zoom.us.evil.example",
        "https://evilzoom.us",
        "https://api.zoom.us@evil.example",
        "https://evil.example/api.zoom.us",
        "https://evil.example#.zoom.us",
        "file:///etc/passwd",
        "//api.zoom.us",
        "not a url"
      })
  void anybodyElse_doesNot(String url) {
    assertEquals(OWN, hosts.allowedOrConfigured(url));
  }

  @Test
  void zoomsPath_isDropped() {
    assertEquals(
        URI.create("https://api-us.zoom.us"),
        hosts.allowedOrConfigured("https://user@api-us.zoom.us/v2/?a#b"));
  }

  @Test
  void ownIsNotZooms_staysOwn() {
    URI proxy = URI.create("https://proxy.example/zoom");
    assertEquals(proxy, hosts(proxy, true).allowedOrConfigured("https://api.zoom.us"));
  }

  /** An operator sets the host for a reason, such as a firewall or a proxy. */
  @Test
  void configured_winsOverWhatZoomNames() {
    assertEquals(OWN, hosts(OWN, true).allowedOrConfigured("https://api-us.zoom.us"));
  }

  @Test
  void zoomGov_namesItsOwnHosts_andNoOthers() {
    URI gov = URI.create("https://api.zoomgov.com");
    ApiHosts hosts = new ApiHosts(settings(URI.create("https://zoomgov.com"), gov, false));
    assertEquals(
        URI.create("https://api-east.zoomgov.com"),
        hosts.allowedOrConfigured("https://api-east.zoomgov.com"));
    assertEquals(gov, hosts.allowedOrConfigured("https://api.zoom.us"));
  }

  private static ApiHosts hosts(URI own, boolean configured) {
    return new ApiHosts(settings(URI.create("https://zoom.us"), own, configured));
  }

  private static ZoomSettings settings(URI oauthUrl, URI apiUrl, boolean configured) {
    return new ZoomSettings(
        oauthUrl,
        apiUrl,
        configured,
        ZoomNetwork.direct(Duration.ofSeconds(1), Duration.ofSeconds(2)),
        Duration.ofHours(2),
        Duration.ofMinutes(15));
  }
}
