package io.latchkey.operator;

import io.latchkey.grant.GrantActions;
import io.latchkey.grant.GrantAdministration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What operators can do with grants.
 *
 * <p>Thread-safe.
 *
 * @param parts null without a database: then there is nothing to do
 */
public record OperatorGrants(@Nullable Parts parts) {

  /**
   * What there is with a database.
   *
   * @param accounts the configured accounts of General apps
   */
  public record Parts(
      Set<String> accounts,
      GrantAdministration administration,
      GrantImport imports,
      GrantActions actions,
      OperatorConsents consents) {}
}
