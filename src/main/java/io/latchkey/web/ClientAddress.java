package io.latchkey.web;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a request comes from: the peer of the connection, or what reverse proxies that are known to
 * stand in front have written into {@code X-Forwarded-For}. Of an IPv6 address the network of 64
 * bits, since one client has all addresses of its network.
 *
 * <p>Thread-safe: the request is that of the calling thread.
 *
 * @see <a href="https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For">
 *     X-Forwarded-For</a>
 */
@Dependent
public class ClientAddress {

  private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

  private final HttpServletRequest request;
  private final int proxies;

  @Inject
  public ClientAddress(HttpServletRequest request, RequestSettings settings) {
    this.request = request;
    this.proxies = settings.proxies();
  }

  public String read() {
    return forwarded().or(() -> network(request.getRemoteAddr())).orElse("unknown");
  }

  /** Each proxy appends the address that it saw: the last ones are theirs, the rest is hearsay. */
  private Optional<String> forwarded() {
    if (proxies == 0) {
      return Optional.empty();
    }
    List<String> hops =
        Collections.list(request.getHeaders("X-Forwarded-For")).stream()
            .flatMap(header -> Arrays.stream(header.split(",", -1)))
            .toList();
    return hops.size() < proxies ? Optional.empty() : network(hops.get(hops.size() - proxies));
  }

  /** Without the port that some add; empty if it is no address. */
  static Optional<String> network(String written) {
    String address = written.strip();
    if (address.startsWith("[")) {
      address = address.substring(1).replaceFirst("](:\\d+)?$", "");
    } else if (address.indexOf(':') == address.lastIndexOf(':')) {
      address = address.replaceFirst(":\\d+$", "");
    }
    address = address.replaceFirst("%.*$", "");
    if (V4.matcher(address).matches()) {
      return Optional.of(address);
    }
    return V6.matcher(address).matches() && address.contains(":")
        ? sixtyFourBits(address)
        : Optional.empty();
  }

  /** A text with a colon that begins like an address is never looked up by name. */
  private static Optional<String> sixtyFourBits(String v6) {
    try {
      byte[] bytes = InetAddress.getByName(v6).getAddress();
      if (bytes.length == 4) {
        return Optional.of(InetAddress.getByAddress(bytes).getHostAddress());
      }
      Arrays.fill(bytes, 8, 16, (byte) 0);
      return Optional.of(InetAddress.getByAddress(bytes).getHostAddress() + "/64");
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
