package io.latchkey.consent;

import io.latchkey.grant.Reference;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a consent link says: who shall connect, and under which reference. It is good until a
 * consent succeeds or it expires. Immutable.
 *
 * @param reference the customer's key for the grant; null for none
 * @param returnUrl where the user goes in the end; null for a page of Latchkey
 * @param expected who shall consent
 */
public record ConsentLink(
    String account,
    @Nullable Reference reference,
    Instant expiresAt,
    @Nullable URI returnUrl,
    Expected expected)
    implements UserLink {

  /**
   * Who shall consent.
   *
   * @param email in lower case; null for anybody
   * @param zoomAccountId the Zoom account that the user must belong to; null for any
   */
  public record Expected(@Nullable String email, @Nullable String zoomAccountId) {

    /** Anybody may consent. */
    public static final Expected ANYBODY = new Expected(null, null);
  }
}
