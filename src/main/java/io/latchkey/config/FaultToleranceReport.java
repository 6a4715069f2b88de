package io.latchkey.config;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.zoom.Rehearsal;
import io.latchkey.zoom.ZoomRepeater;
import java.util.Locale;

/**
 * Tells the operator if the server does not apply Fault Tolerance to the calls to Zoom, and what to
 * do about it on this server. Calls are then repeated by Latchkey itself, unless the configuration
 * switches that off.
 *
 * <p>Thread-safe.
 */
final class FaultToleranceReport {

  private static final System.Logger LOG = System.getLogger(FaultToleranceReport.class.getName());

  private final boolean retriesExpected;
  private final ZoomRepeater repeater;

  /**
   * @param retriesExpected whether the configuration leaves the retries on
   */
  FaultToleranceReport(boolean retriesExpected, ZoomRepeater repeater) {
    this.retriesExpected = retriesExpected;
    this.repeater = repeater;
  }

  /**
   * @param serverInfo what the server says of itself (Jakarta Servlet, {@code getServerInfo});
   *     empty if it says nothing
   */
  void report(Rehearsal.Result result, String serverInfo) {
    switch (result) {
      case RETRIED -> {}
      case NOT_DONE -> {
        // The rehearsal tells nothing, but this server never has Fault Tolerance.
        if (isGlassFish(serverInfo.toLowerCase(Locale.ROOT))) {
          notRetried(serverInfo);
        }
      }
      case NOT_RETRIED -> notRetried(serverInfo);
      case BROKEN ->
          LOG.log(
              ERROR,
              "Fault tolerance of this server fails every call to Zoom: callers get no token. Look for"
                  + " overrides (…/Timeout, …/Bulkhead) of ZoomGuard and ZoomRetry, and remove them.");
    }
  }

  private void notRetried(String serverInfo) {
    if (retriesExpected) {
      repeater.repeatByItself();
      LOG.log(
          WARNING,
          "This server ignores MicroProfile Fault Tolerance: Latchkey itself repeats a failed call to"
              + " Zoom once, and no circuit breaker stops calls. Every deadline holds all the same. "
              + remedy(serverInfo));
    } else {
      LOG.log(
          INFO,
          "Calls to Zoom are not retried: the configuration switches that off"
              + " (Retry/maxRetries, Retry/enabled or MP_Fault_Tolerance_NonFallback_Enabled).");
    }
  }

  /** Payara is made from GlassFish, and may name it. */
  private static boolean isGlassFish(String server) {
    return server.contains("glassfish") && !server.contains("payara");
  }

  /** Returns what the operator of this server can do to have Fault Tolerance. */
  static String remedy(String serverInfo) {
    String server = serverInfo.toLowerCase(Locale.ROOT);
    if (server.contains("wildfly") || server.contains("jboss")) {
      return "Start WildFly with the configuration of server-config/wildfly, or with"
          + " standalone-microprofile.xml.";
    }
    if (server.contains("liberty") || server.contains("websphere")) {
      return "Add the feature mpFaultTolerance-4.0 to server.xml, as server-config/open-liberty does.";
    }
    if (server.contains("payara")) {
      return "Payara has it: use an unchanged Payara Server (full or web) or Payara Micro.";
    }
    if (isGlassFish(server)) {
      return "GlassFish has none. To have it, use Payara Server, which is made from GlassFish.";
    }
    return "To have it, use a server with MicroProfile Fault Tolerance 4.0 (server-config/README.md).";
  }
}
