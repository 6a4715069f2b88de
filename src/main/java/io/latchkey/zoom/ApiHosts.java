package io.latchkey.zoom;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Which hosts may see a bearer token: the configured one, and Zoom's own over https if the
 * configured one is Zoom's.
 */
final class ApiHosts {

  private final URI own;

  ApiHosts(URI own) {
    this.own = own;
  }

  /** Zoom's {@code api_url} if it may see the token, else the configured URL. */
  URI allowedOrOwn(Optional<String> apiUrl) {
    return apiUrl.flatMap(ApiHosts::origin).filter(this::allowed).orElse(own);
  }

  private boolean allowed(URI origin) {
    return zooms(own) && zooms(origin);
  }

  private static boolean zooms(URI url) {
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    return "https".equalsIgnoreCase(url.getScheme())
        && (url.getPort() == -1 || url.getPort() == 443)
        && (host.equals("zoom.us") || host.endsWith(".zoom.us"));
  }

  /** Scheme, host and port alone, whatever else is written. */
  private static Optional<URI> origin(String url) {
    try {
      URI parsed = new URI(url.strip());
      return parsed.getHost() == null
          ? Optional.empty()
          : Optional.of(
              new URI(
                  parsed.getScheme(), null, parsed.getHost(), parsed.getPort(), "", null, null));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
