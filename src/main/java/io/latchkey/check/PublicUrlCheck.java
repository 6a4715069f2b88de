package io.latchkey.check;

import io.latchkey.caller.ProbeTokens;
import io.latchkey.caller.ProbeTokens.Purpose;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Checks the way of a platform's request: calls the public URL with a probe token, which opens
 * nothing; then looks whether the request has reached this instance, and whether an access log
 * holds the token.
 *
 * <p>Thread-safe.
 */
public final class PublicUrlCheck {

  private static final String PUBLIC_URL = "Public URL";
  private static final String LOG = "Access log";
  private static final int UNAUTHORIZED = 401;
  private static final String SET_IT =
      "Set latchkey.public-url to what stands before /zak in the zak_url that you give the"
          + " platform, such as https://bots.example.com/latchkey.";

  private final @Nullable URI url;
  private final AccessLogSearch logs;
  private final ProbeTokens probeTokens;
  private final boolean doUsersConnect;

  /**
   * @param url the URL at which the platform reaches us, without {@code /zak}; null if not
   *     configured
   * @param doUsersConnect whether Zoom sends users back to us
   * @param logs the access logs of the server and of a proxy in front of it
   */
  public PublicUrlCheck(
      @Nullable URI url, boolean doUsersConnect, AccessLogSearch logs, ProbeTokens probeTokens) {
    this.url = url;
    this.doUsersConnect = doUsersConnect;
    this.logs = logs;
    this.probeTokens = probeTokens;
  }

  /** Blocks for some seconds at most. */
  List<Step> check() {
    if (url == null) {
      return List.of(
          Step.skipped(PUBLIC_URL, "latchkey.public-url is not set", SET_IT),
          Step.skipped(
              LOG, "nothing was sent that could be in it: latchkey.public-url is not set"));
    }
    String token = probeTokens.issue(Purpose.CHECK);
    List<Step> steps = new ArrayList<>();
    steps.add(call(url, token));
    if (doUsersConnect) {
      // Before the logs are searched: the code and the state of a user are secrets as well.
      steps.add(ConnectRouteCheck.call(url, token));
    }
    steps.add(logs.check(LOG, probeTokens.issuedForChecks()));
    return steps;
  }

  private Step call(URI base, String token) {
    long began = System.nanoTime();
    try {
      HttpURLConnection connection = CheckConnection.open(URI.create(base + "/zak?token=" + token));
      try {
        int status = connection.getResponseCode();
        long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
        return stepOf(base, status, took, String.valueOf(connection.getContentType()));
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return stepOf(base, e);
    }
  }

  private static Step stepOf(URI base, IOException failure) {
    String name = failure.getClass().getSimpleName();
    if (failure instanceof UnknownHostException) {
      return Step.failed(
          PUBLIC_URL,
          "the name %s is not found from here".formatted(base.getHost()),
          "See that latchkey.public-url is right and has a DNS record. If the name is known outside"
              + " alone, call the URL from there: curl -i '%s/zak' must be 401.".formatted(base));
    }
    if (failure instanceof SSLException) {
      return Step.failed(
          PUBLIC_URL,
          "no connection by TLS that can be trusted (%s)".formatted(name),
          "Bot platforms refuse it as well: install a certificate of a public authority, with its"
              + " intermediate certificates, for %s.".formatted(base.getHost()));
    }
    boolean isSlow = failure instanceof SocketTimeoutException;
    return Step.failed(
        PUBLIC_URL,
        isSlow ? "no answer within 4 s" : "cannot be reached (%s)".formatted(name),
        unreachable(base));
  }

  private static String unreachable(URI base) {
    return "Look at the load balancer, the firewall and the port. If it is reachable from outside"
        + " alone, call the URL from there: curl -i '%s/zak' must be 401.".formatted(base);
  }

  private Step stepOf(URI base, int status, long tookMillis, String type) {
    if (probeTokens.wasReceived(Purpose.CHECK)) {
      return reached(base, status, tookMillis);
    }
    if (status / 100 == 3) {
      return Step.failed(
          PUBLIC_URL,
          "answers %s: a redirect, which platforms do not follow".formatted(status),
          "Give the platform, and latchkey.public-url, the URL that it leads to.");
    }
    if (status == UNAUTHORIZED && type.startsWith("application/problem+json")) {
      return Step.doubtful(
          PUBLIC_URL,
          "reaches a Latchkey, but not this instance, or without its query",
          "With several instances behind a load balancer this is right: check once more, or each on"
              + " its own. With one, see that the proxy in front passes the query on.");
    }
    return Step.failed(
        PUBLIC_URL,
        "answers %s, and not by Latchkey".formatted(status),
        "Something else answers there: look at the path of latchkey.public-url (it ends before"
            + " /zak), and at the load balancer's routes.");
  }

  private static Step reached(URI base, int status, long tookMillis) {
    if (status != UNAUTHORIZED) {
      return Step.failed(
          PUBLIC_URL,
          "comes to this instance, but the answer is changed on the way: %s".formatted(status),
          "Look for what stands in front (a firewall for the web, a page for errors): it must pass"
              + " on every status and body of Latchkey.");
    }
    return "http".equals(base.getScheme())
        ? Step.doubtful(
            PUBLIC_URL,
            "reaches this instance in %s ms, without TLS".formatted(tookMillis),
            "Bot platforms want https; a callback token that goes in clear can be read on the"
                + " way.")
        : Step.passed(PUBLIC_URL, "reaches this instance in %s ms".formatted(tookMillis));
  }
}
