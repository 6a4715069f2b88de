package io.latchkey.connect;

import io.latchkey.consent.ConsentLimits;
import io.latchkey.grant.GrantAdministration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the events of Zoom need.
 *
 * <p>Thread-safe.
 *
 * @param parts null without a database: then there is nothing to end
 */
public record ZoomWebhooks(@Nullable Parts parts) {

  /**
   * An app whose events are taken.
   *
   * @param clientId of the app, which its events name
   */
  public record App(String clientId, ZoomSignature signature) {}

  /**
   * What there is with a database.
   *
   * @param apps by the names of their accounts; those without a secret are left out
   */
  public record Parts(
      Map<String, App> apps, GrantAdministration administration, ConsentLimits limits) {}
}
