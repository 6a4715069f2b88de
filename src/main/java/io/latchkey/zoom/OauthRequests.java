package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.account.Account;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Base64;

/** Builds the requests to Zoom's OAuth endpoints, which know us by client id and secret. */
final class OauthRequests {

  private OauthRequests() {}

  /**
   * @param path such as {@code /oauth/token}
   * @param form percent-encoded
   */
  static HttpRequest post(ZoomSettings settings, Account account, String path, String form) {
    return HttpRequest.newBuilder(URI.create(settings.oauthUrl() + path))
        .header("Authorization", "Basic " + credentials(account))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .header("User-Agent", "Latchkey")
        .POST(HttpRequest.BodyPublishers.ofString(form))
        .build();
  }

  private static String credentials(Account account) {
    String pair = account.clientId() + ":" + account.clientSecret().reveal();
    return Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }
}
