package io.latchkey.zoom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiHostsTest {

  private static final URI OWN = URI.create("https://api.zoom.us");

  private final ApiHosts hosts = new ApiHosts(OWN);

  @ParameterizedTest
  @ValueSource(strings = {"https://api-eu.zoom.us", "https://zoom.us", "https://eu.api.zoom.us"})
  void zoomsOwn_maySeeTheToken(String url) {
    assertEquals(URI.create(url), hosts.allowedOrOwn(Optional.of(url)));
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
    assertEquals(OWN, hosts.allowedOrOwn(Optional.of(url)));
  }

  @Test
  void zoomsPath_isDropped() {
    assertEquals(
        URI.create("https://api-us.zoom.us"),
        hosts.allowedOrOwn(Optional.of("https://user@api-us.zoom.us/v2/?a#b")));
  }

  @Test
  void ownIsNotZooms_staysOwn() {
    URI proxy = URI.create("https://proxy.example/zoom");
    assertEquals(proxy, new ApiHosts(proxy).allowedOrOwn(Optional.of("https://api.zoom.us")));
  }
}
