package io.latchkey.consent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the customer's application that users may be sent to after a consent. An address
 * is compared after it was parsed, and what could be read in two ways is refused.
 *
 * <p>Immutable and thread-safe.
 */
public final class ReturnUrls {

  private static final int LONGEST = 1000;
  private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");

  /** A path that every software reads in the same way: no dot segments, nothing encoded twice. */
  private static final Pattern PLAIN_PATH =
      Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~!$&'()*+,;=:@-]*)*");

  private final List<URI> allowed;

  /**
   * @param allowed addresses without user, query and fragment; one allows every path below it
   */
  public ReturnUrls(List<URI> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /** Returns the text as an address; empty if it is malformed or not allowed. */
  public Optional<URI> allowed(String text) {
    if (text.length() > LONGEST || !VISIBLE_ASCII.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      URI url = new URI(text);
      return isPlain(url) && allowed.stream().anyMatch(entry -> isBelow(entry, url))
          ? Optional.of(url)
          : Optional.empty();
    } catch (URISyntaxException | IllegalArgumentException noUrl) {
      return Optional.empty();
    }
  }

  private static boolean isPlain(URI url) {
    return url.getScheme() != null
        && url.getHost() != null
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null
        && url.getPort() != 0
        && PLAIN_PATH.matcher(url.getRawPath()).matches()
        && !hasOurParameter(url.getRawQuery());
  }

  /** We add these two ourselves. */
  private static boolean hasOurParameter(@Nullable String query) {
    return query != null
        && Arrays.stream(query.split("&"))
            .map(pair -> URLDecoder.decode(pair.split("=", 2)[0], UTF_8))
            .anyMatch(name -> name.equals("status") || name.equals("grant"));
  }

  private static boolean isBelow(URI entry, URI url) {
    String path = entry.getRawPath().replaceFirst("/$", "");
    return url.getScheme().equals(entry.getScheme())
        && url.getHost().equals(entry.getHost())
        && port(url) == port(entry)
        && (url.getRawPath().equals(path) || url.getRawPath().startsWith(path + "/"));
  }

  private static int port(URI url) {
    int usual = url.getScheme().equals("https") ? 443 : 80;
    return url.getPort() < 0 ? usual : url.getPort();
  }
}
