package io.latchkey.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

  private static final String PEER = "198.51.100.9";

  private static String address(int proxies, String... forwarded) {
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                ClientAddressTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) ->
                    method.getName().equals("getRemoteAddr")
                        ? PEER
                        : Collections.enumeration(List.of(forwarded)));
    return new ClientAddress(request, new RequestSettings(Duration.ofSeconds(4), proxies)).read();
  }

  @Test
  void read_nobodyToBeBelieved_isThePeerWhateverIsClaimed() {
    assertEquals(PEER, address(0, "203.0.113.1"));
  }

  @Test
  void read_proxiesInFront_isWhatTheFirstOfThemSaw_notWhatTheClientClaims() {
    assertEquals("203.0.113.1", address(1, "9.9.9.9, 203.0.113.1"));
    assertEquals("203.0.113.1", address(2, "9.9.9.9,203.0.113.1, 10.0.0.1"));
    assertEquals("203.0.113.1", address(2, "9.9.9.9, 203.0.113.1", "10.0.0.1"));
  }

  @Test
  void read_headerMissingShortOrNonsense_isThePeer() {
    assertEquals(PEER, address(1));
    assertEquals(PEER, address(2, "203.0.113.1"));
    assertEquals(PEER, address(1, "for=somebody"));
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.1, 203.0.113.1",
    "203.0.113.1:4711, 203.0.113.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
    "[2001:db8::1]:443, 2001:db8:0:0:0:0:0:0/64",
    "[2001:db8::1], 2001:db8:0:0:0:0:0:0/64",
    "fe80::1%eth0, fe80:0:0:0:0:0:0:0/64",
    "::ffff:203.0.113.1, 203.0.113.1"
  })
  void network_ofAnAddress(String written, String network) {
    assertEquals(Optional.of(network), ClientAddress.parseNetwork(written));
  }

  /** Java would look up by name whatever does not begin like an address. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "dead.beef",
        "localhost",
        "1.2.3",
        ":::",
        "a:b",
        "unknown",
        "[x]",
        ".:1",
        ".a:b:c"
      })
  void network_ofNoAddress_isEmpty_andNothingIsLookedUp(String written) {
    assertEquals(Optional.empty(), ClientAddress.parseNetwork(written));
  }
}
