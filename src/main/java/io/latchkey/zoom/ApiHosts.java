package io.latchkey.zoom;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides which hosts may get a bearer token. If {@code latchkey.zoom.api-url} is configured, only
 * that host may; else also the hosts of Zoom's own domain, over https, which Zoom names in each
 * answer of its token endpoint ({@code api_url}).
 *
 * <p>Thread-safe.
 */
public final class ApiHosts {

  /** The second is the domain of ZoomGov. A host of one domain must not send us to the other. */
  private static final List<String> DOMAINS = List.of("zoom.us", "zoomgov.com");

  private final ZoomSettings settings;

  public ApiHosts(ZoomSettings settings) {
    this.settings = settings;
  }

  /** Returns the origin of {@code apiUrl} if it may get the token, else the configured URL. */
  URI allowedOrConfigured(String apiUrl) {
    return origin(apiUrl).filter(this::isAllowed).orElse(settings.apiUrl());
  }

  /** Returns whether this origin may get a token that another instance got for it. */
  public boolean mayGetTokens(URI origin) {
    return origin.equals(settings.apiUrl()) || isAllowed(origin);
  }

  private boolean isAllowed(URI origin) {
    return !settings.apiUrlIsConfigured()
        && DOMAINS.stream()
            .anyMatch(
                domain -> isInDomain(settings.oauthUrl(), domain) && isInDomain(origin, domain));
  }

  private static boolean isInDomain(URI url, String domain) {
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    return "https".equalsIgnoreCase(url.getScheme())
        && (url.getPort() == -1 || url.getPort() == 443)
        && (host.equals(domain) || host.endsWith("." + domain));
  }

  /** Returns scheme, host and port; user, path and query are dropped. */
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
