package io.latchkey.consent;

import java.net.URI;
import java.time.Duration;

/**
 * How users consent.
 *
 * @param publicUrl where users and platforms reach Latchkey
 * @param oauthUrl where Zoom asks users for their consent
 * @param pageFor how long a user may take at Zoom
 * @param manageFor how long the link to a user's own page is good
 * @param returnUrls where users may be sent in the end
 */
public record ConsentRules(
    URI publicUrl, URI oauthUrl, Duration pageFor, Duration manageFor, ReturnUrls returnUrls) {

  /** Returns the redirect URI, which must be registered at Zoom in these very letters. */
  public URI redirectUri() {
    return URI.create(publicUrl + "/connect/callback");
  }
}
