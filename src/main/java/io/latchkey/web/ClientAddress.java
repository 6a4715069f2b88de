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
 * The address that a request comes from. It is the address of the connection's peer, or the address
 * that the reverse proxies in front have written into {@code X-Forwarded-For}, if their number is
 * configured. Of an IPv6 address only the network of 64 bits counts, since one client has all
 * addresses of its network.
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
    this.proxies = settings.trustedProxies();
  }

  /**
   * Returns the address; {@code unknown} if neither the header nor the peer gives a readable one.
   */
  public String read() {
    return of(request);
  }

  /**
   * Returns the address of this request, as {@link #read} does for the request of the calling
   * thread, which CDI must look up.
   */
  public String of(HttpServletRequest from) {
    return forwarded(from).or(() -> parseNetwork(from.getRemoteAddr())).orElse("unknown");
  }

  /**
   * Returns the last address that a trusted proxy saw. Each proxy appends the address that it saw,
   * so only the last entries are trustworthy: the client may have written the others.
   */
  private Optional<String> forwarded(HttpServletRequest from) {
    if (proxies == 0) {
      return Optional.empty();
    }
    List<String> hops =
        Collections.list(from.getHeaders("X-Forwarded-For")).stream()
            // The limit -1 keeps empty entries at the end, so that the count from the end is right.
            .flatMap(header -> Arrays.stream(header.split(",", -1)))
            .toList();
    return hops.size() < proxies ? Optional.empty() : parseNetwork(hops.get(hops.size() - proxies));
  }

  /**
   * Returns the network of an address, without the port that some proxies add; empty if the text is
   * not an address.
   */
  static Optional<String> parseNetwork(String written) {
    String address = written.strip();
    if (address.startsWith("[")) {
      address = address.substring(1).replaceFirst("](:\\d+)?$", "");
    } else if (address.indexOf(':') == address.lastIndexOf(':')) {
      // A single colon precedes a port: an IPv6 address has more of them.
      address = address.replaceFirst(":\\d+$", "");
    }
    address = address.replaceFirst("%.*$", "");
    if (V4.matcher(address).matches()) {
      return Optional.of(address);
    }
    return V6.matcher(address).matches() && address.contains(":")
        ? ipv6Network(address)
        : Optional.empty();
  }

  /** Returns the network of an IPv6 address, without a look-up in DNS. */
  private static Optional<String> ipv6Network(String v6) {
    try {
      // Java never looks up a text with a colon that begins like an address: it is a literal or an
      // error.
      byte[] bytes = InetAddress.getByName(v6).getAddress();
      if (bytes.length == 4) {
        // An IPv4 address in the form of IPv6, which Java gives back with four bytes.
        return Optional.of(InetAddress.getByAddress(bytes).getHostAddress());
      }
      Arrays.fill(bytes, 8, 16, (byte) 0);
      return Optional.of(InetAddress.getByAddress(bytes).getHostAddress() + "/64");
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
