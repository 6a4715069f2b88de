package io.latchkey.zoom;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which hosts may see a bearer token: the configured one alone if there is one, else Zoom's own
 * over https, which it names in each answer of its token endpoint ({@code api_url}).
 */
final class ApiHosts {

  /** The second is that of ZoomGov; neither names hosts of the other. */
  private static final List<String> DOMAINS = List.of("zoom.us", "zoomgov.com");

  private final ZoomSettings settings;

  ApiHosts(ZoomSettings settings) {
    this.settings = settings;
  }

  /** Zoom's {@code api_url} if it may see the token, else the configured URL. */
  URI allowedOrOwn(Optional<String> apiUrl) {
    return apiUrl.flatMap(ApiHosts::origin).filter(this::allowed).orElse(settings.apiUrl());
  }

  private boolean allowed(URI origin) {
    return !settings.apiUrlIsConfigured()
        && DOMAINS.stream()
            .anyMatch(domain -> isOf(settings.oauthUrl(), domain) && isOf(origin, domain));
  }

  private static boolean isOf(URI url, String domain) {
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    return "https".equalsIgnoreCase(url.getScheme())
        && (url.getPort() == -1 || url.getPort() == 443)
        && (host.equals(domain) || host.endsWith("." + domain));
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
