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
 * Sends calls to the host that they are for. If that is a regional one that Zoom has named and that
 * cannot be reached from here, a firewall lets only the old names out, mostly: then they go to
 * {@code api.zoom.us}, which Zoom says goes on working for everybody. After an hour the regional
 * one is tried again.
 *
 * <p>Thread-safe.
 */
public final class ZoomHosts {

  private static final System.Logger LOG = System.getLogger(ZoomHosts.class.getName());
  private static final Duration AVOIDED_FOR = Duration.ofHours(1);
  private static final Duration QUICKLY = Duration.ofMillis(500);

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

  /** The host that calls for this URL go to, as things stand. */
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
      return transport.apply(atHome(request));
    }
    Instant begin = clock.instant();
    try {
      ZoomAnswer answer = transport.apply(request);
      reached(host);
      return answer;
    } catch (ZoomCallException trouble) {
      if (!cannotBeReached(host, trouble)) {
        throw trouble;
      }
      avoid(host, trouble);
      // What was slow has used up the time of this call; the next one goes home at once.
      if (clock.instant().isAfter(begin.plus(QUICKLY))) {
        throw trouble;
      }
      return transport.apply(atHome(request));
    }
  }

  /** RepeatPolicy this host again at the next call. */
  void retry(URI apiUrl) {
    avoidedUntil.computeIfPresent(apiUrl.getHost(), (host, until) -> clock.instant());
  }

  /** One that was reached before is ill when it fails, and not out of reach. */
  private boolean cannotBeReached(String host, ZoomCallException trouble) {
    return switch (trouble.outcome()) {
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

  private HttpRequest atHome(HttpRequest request) {
    String path = request.uri().getRawPath();
    String query = request.uri().getRawQuery();
    URI uri = URI.create(settings.apiUrl() + path + (query == null ? "" : "?" + query));
    return HttpRequest.newBuilder(request, (name, value) -> true).uri(uri).build();
  }

  private void avoid(String host, ZoomCallException trouble) {
    boolean known = avoidedUntil.put(host, clock.instant().plus(AVOIDED_FOR)) != null;
    LOG.log(
        known ? DEBUG : WARNING,
        () ->
            "%s, which Zoom names for this account, cannot be reached: calls go to %s instead. Let *.%s"
                    .formatted(host, settings.apiUrl().getHost(), domain(host))
                + " out, at port 443, or set latchkey.zoom.api-url. "
                + trouble.failure().diagnosis());
  }

  private void reached(String host) {
    reached.add(host);
    if (!avoidedUntil.isEmpty() && avoidedUntil.remove(host) != null) {
      LOG.log(INFO, () -> host + " is reached again: calls go there");
    }
  }

  private static String domain(String host) {
    return host.replaceFirst(".*\\.(?=[^.]+\\.[^.]+$)", "");
  }
}
