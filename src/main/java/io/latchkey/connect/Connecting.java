package io.latchkey.connect;

import io.latchkey.caller.SignedTexts;
import io.latchkey.consent.ConsentFlow;
import io.latchkey.consent.ConsentLimits;
import io.latchkey.consent.ConsentRules;
import io.latchkey.consent.ConsentStore;
import io.latchkey.consent.UserLinks;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantActions;
import io.latchkey.grant.GrantId;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What users need to connect.
 *
 * <p>Thread-safe.
 *
 * @param parts null without a General app, a database, and a key that signs links
 */
public record Connecting(@Nullable Parts parts) {

  /**
   * What there is for users.
   *
   * @param texts signs what pages send to themselves
   * @param grants finds a grant
   */
  public record Parts(
      SignedTexts texts,
      ConsentFlow flow,
      ConsentStore store,
      ConsentLimits limits,
      ConsentRules rules,
      Function<GrantId, Optional<Grant>> grants,
      GrantActions actions) {

    UserLinks links() {
      return new UserLinks(texts);
    }
  }
}
