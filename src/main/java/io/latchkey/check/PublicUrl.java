package io.latchkey.check;

import io.latchkey.caller.ProbeTokens;
import io.latchkey.caller.ProbeTokens.Purpose;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Checks the way that a platform's request takes: calls our own public URL with a callback token
 * that opens nothing, sees whether it comes to this very instance, and whether an access log has
 * written it down.
 *
 * <p>Thread-safe.
 */
public final class PublicUrl {

  private static final String REACHES = "Public URL";
  private static final String LOG = "Access log";
  private static final int MILLIS = 4000;
  private static final int UNAUTHORIZED = 401;
  private static final String SET_IT =
      "Set latchkey.public-url to what stands before /zak in the zak_url that you give the"
          + " platform, such as https://bots.example.com/latchkey.";

  private final Optional<URI> url;
  private final AccessLogs logs;
  private final ProbeTokens probeTokens;

  /**
   * @param url where the platform reaches us, without {@code /zak}; empty if nobody said
   * @param logs where the server, or a proxy in front of it, writes down requests
   */
  public PublicUrl(Optional<URI> url, AccessLogs logs, ProbeTokens probeTokens) {
    this.url = url;
    this.logs = logs;
    this.probeTokens = probeTokens;
  }

  /** Blocks for some seconds at most. */
  List<Step> check() {
    if (url.isEmpty()) {
      return List.of(
          new Step(
              REACHES, Step.Result.SKIPPED, "latchkey.public-url is not set", Optional.of(SET_IT)),
          Step.skipped(
              LOG, "nothing was sent that could be in it: latchkey.public-url is not set"));
    }
    String token = probeTokens.issue(Purpose.CHECK);
    List<Step> steps = new ArrayList<>();
    steps.add(reaches(url.get(), token));
    steps.add(logs.check(LOG, probeTokens.issuedForChecks()));
    return steps;
  }

  private Step reaches(URI base, String token) {
    long began = System.nanoTime();
    try {
      HttpURLConnection connection = connection(base, token);
      try {
        int status = connection.getResponseCode();
        long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
        return judged(base, status, took, String.valueOf(connection.getContentType()));
      } finally {
        connection.disconnect();
      }
    } catch (UnknownHostException e) {
      return Step.failed(
          REACHES,
          "the name %s is not found from here".formatted(base.getHost()),
          "See that latchkey.public-url is right and has a DNS record. If the name is known outside"
              + " alone, call the URL from there: curl -i '%s/zak' must be 401.".formatted(base));
    } catch (SSLException e) {
      return Step.failed(
          REACHES,
          "no connection by TLS that can be trusted (%s)".formatted(e.getClass().getSimpleName()),
          "Bot platforms refuse it as well: install a certificate of a public authority, with its"
              + " intermediate certificates, for %s.".formatted(base.getHost()));
    } catch (SocketTimeoutException e) {
      return Step.failed(REACHES, "no answer within 4 s", unreachable(base));
    } catch (IOException e) {
      return Step.failed(
          REACHES,
          "cannot be reached (%s)".formatted(e.getClass().getSimpleName()),
          unreachable(base));
    }
  }

  private static String unreachable(URI base) {
    return "Look at the load balancer, the firewall and the port. If it is reachable from outside"
        + " alone, call the URL from there: curl -i '%s/zak' must be 401.".formatted(base);
  }

  private static HttpURLConnection connection(URI base, String token) throws IOException {
    HttpURLConnection connection = opened(URI.create(base + "/zak?token=" + token));
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(MILLIS);
    connection.setReadTimeout(MILLIS);
    connection.setUseCaches(false);
    connection.setRequestProperty("User-Agent", "Latchkey-Check");
    return connection;
  }

  private static HttpURLConnection opened(URI url) throws IOException {
    if (url.toURL().openConnection() instanceof HttpURLConnection connection) {
      return connection;
    }
    throw new MalformedURLException("no http");
  }

  private Step judged(URI base, int status, long took, String type) {
    if (probeTokens.wasReceived(Purpose.CHECK) && status != UNAUTHORIZED) {
      return Step.failed(
          REACHES,
          "comes to this instance, but the answer is changed on the way: %s".formatted(status),
          "Look for what stands in front (a firewall for the web, a page for errors): it must pass"
              + " on every status and body of Latchkey.");
    }
    if (probeTokens.wasReceived(Purpose.CHECK)) {
      return "http".equals(base.getScheme())
          ? Step.doubtful(
              REACHES,
              "reaches this instance in %s ms, without TLS".formatted(took),
              "Bot platforms want https; a callback token that goes in clear can be read on the"
                  + " way.")
          : Step.passed(REACHES, "reaches this instance in %s ms".formatted(took));
    }
    if (status / 100 == 3) {
      return Step.failed(
          REACHES,
          "answers %s: a redirect, which platforms do not follow".formatted(status),
          "Give the platform, and latchkey.public-url, the URL that it leads to.");
    }
    if (status == UNAUTHORIZED && type.startsWith("application/problem+json")) {
      return Step.doubtful(
          REACHES,
          "reaches a Latchkey, but not this instance, or without its query",
          "With several instances behind a load balancer this is right: check once more, or each on"
              + " its own. With one, see that the proxy in front passes the query on.");
    }
    return Step.failed(
        REACHES,
        "answers %s, and not by Latchkey".formatted(status),
        "Something else answers there: look at the path of latchkey.public-url (it ends before"
            + " /zak), and at the load balancer's routes.");
  }
}
