package io.latchkey.zoom;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Sends each call to its host. If that is a regional host of Zoom that cannot be reached, mostly
 * because a firewall knows only the old names, calls go to {@code api.zoom.us} instead, which Zoom
 * keeps for all regions. After an hour the regional host is tried again.
 *
 * <p>Thread-safe.
 */
public final class ZoomHosts {

  private static final System.Logger LOG = System.getLogger(ZoomHosts.class.getName());
  private static final Duration AVOIDED_FOR = Duration.ofHours(1);
  private static final Duration QUICK_FAILURE = Duration.ofMillis(500);

  private final ZoomSettings settings;
  private final Function<HttpRequest, ZoomAnswer> transport;
  private final InstantSource clock;
  private final ConcurrentMap<String, Instant> avoidedUntil = new ConcurrentHashMap<>();
  private final Set<String> reached = ConcurrentHashMap.newKeySet();

  public ZoomHosts(ZoomSettings settings, HttpTransport transport, InstantSource clock) {
    this(settings, transport::send, clock);
  }

  ZoomHosts(
      ZoomSettings settings, Function<HttpRequest, ZoomAnswer> transport, InstantSource clock) {
    this.settings = settings;
    this.transport = transport;
    this.clock = clock;
  }

  /** Returns the host that calls for this URL go to now. */
  String inUse(URI apiUrl) {
    return isRegional(apiUrl.getHost()) && isAvoided(apiUrl.getHost())
        ? settings.apiUrl().getHost()
        : apiUrl.getHost();
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @throws ZoomCallException if no whole answer came in time
   */
  ZoomAnswer send(HttpRequest request) {
    String host = request.uri().getHost();
    if (!isRegional(host)) {
      return transport.apply(request);
    }
    if (isAvoided(host)) {
      return transport.apply(atConfiguredHost(request));
    }
    Instant begin = clock.instant();
    try {
      ZoomAnswer answer = transport.apply(request);
      recordReached(host);
      return answer;
    } catch (ZoomCallException failure) {
      if (!cannotBeReached(host, failure)) {
        throw failure;
      }
      avoid(host, failure);
      // A slow failure has used up the time of this call; the next one goes to the other host at
      // once.
      if (clock.instant().isAfter(begin.plus(QUICK_FAILURE))) {
        throw failure;
      }
      return transport.apply(atConfiguredHost(request));
    }
  }

  /** Lets the next call try this host again. */
  void retry(URI apiUrl) {
    avoidedUntil.computeIfPresent(apiUrl.getHost(), (host, until) -> clock.instant());
  }

  /** A host that was reached before is not out of reach when it fails. */
  private boolean cannotBeReached(String host, ZoomCallException failure) {
    return switch (failure.outcome()) {
      case UNREACHABLE, TLS -> true;
      case BROKEN, SLOW -> !reached.contains(host);
      default -> false;
    };
  }

  private boolean isRegional(String host) {
    return !host.equals(settings.apiUrl().getHost()) && !host.equals(settings.oauthUrl().getHost());
  }

  private boolean isAvoided(String host) {
    Instant until = avoidedUntil.get(host);
    return until != null && clock.instant().isBefore(until);
  }

  private HttpRequest atConfiguredHost(HttpRequest request) {
    String path = request.uri().getRawPath();
    String query = request.uri().getRawQuery();
    URI uri = URI.create(settings.apiUrl() + path + (query == null ? "" : "?" + query));
    return HttpRequest.newBuilder(request, (name, value) -> true).uri(uri).build();
  }

  private void avoid(String host, ZoomCallException failure) {
    boolean known = avoidedUntil.put(host, clock.instant().plus(AVOIDED_FOR)) != null;
    LOG.log(
        known ? DEBUG : WARNING,
        () ->
            "%s, which Zoom names for this account, cannot be reached: calls go to %s instead. Let *.%s"
                    .formatted(host, settings.apiUrl().getHost(), domain(host))
                + " out, at port 443, or set latchkey.zoom.api-url. "
                + failure.failure().diagnosis());
  }

  private void recordReached(String host) {
    reached.add(host);
    if (!avoidedUntil.isEmpty() && avoidedUntil.remove(host) != null) {
      LOG.log(INFO, () -> host + " is reached again: calls go there");
    }
  }

  private static String domain(String host) {
    return host.replaceFirst(".*\\.(?=[^.]+\\.[^.]+$)", "");
  }
}
