package io.latchkey.check;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Checks the way of users who connect, since a proxy may pass only the routes of platforms. The
 * request causes no call to Zoom and no statement of the database: Latchkey has not made its state.
 */
final class ConnectRouteCheck {

  private static final String NAME = "Users who connect";
  private static final int SEE_OTHER = 303;

  private ConnectRouteCheck() {}

  /**
   * Comes back as a user does from Zoom.
   *
   * @param token stands for the code and the state; opens nothing
   */
  static Step call(URI base, String token) {
    URI back = URI.create(base + "/connect/callback?code=" + token + "&state=" + token);
    try {
      HttpURLConnection connection = CheckConnection.open(back);
      try {
        return stepOf(base, connection.getResponseCode(), connection.getHeaderField("Location"));
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return Step.failed(
          NAME,
          "/connect/callback cannot be reached (%s)".formatted(e.getClass().getSimpleName()),
          passOn(base));
    }
  }

  private static Step stepOf(URI base, int status, @Nullable String location) {
    return status == SEE_OTHER && location != null && location.contains("ended?result=")
        ? Step.passed(NAME, "come back from Zoom to Latchkey")
        : Step.failed(
            NAME,
            "/connect/callback answers %s, and not by Latchkey".formatted(status),
            passOn(base));
  }

  private static String passOn(URI base) {
    return "Let the proxy pass %s/connect with all below it, and the header Location of the answer."
        .formatted(base.getPath());
  }
}
