package io.latchkey.consent;

import io.latchkey.grant.ConnectedUser;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantId;
import io.latchkey.token.TokenKind;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Judges whether the tokens of a consent may be kept for what its link says. What Zoom does not
 * tell counts as wrong.
 *
 * <p>Thread-safe. Blocks, and throws {@link io.latchkey.grant.DatabaseUnavailable} if the database
 * cannot be used.
 *
 * @param grants finds a grant
 * @param kindsOf returns the kinds of token that scopes allow; scopes that are not known allow all
 */
public record ConsentChecks(
    Function<GrantId, Optional<Grant>> grants, Function<String, Set<TokenKind>> kindsOf) {

  /**
   * Returns why the tokens must not be kept for this link; empty if they may.
   *
   * @param scopes that the user has given, separated by spaces; empty if unknown
   */
  Optional<ConsentOutcome> objection(
      ConsentApp app, UserLink link, ConnectedUser user, String scopes) {
    if (!isExpected(link, user)) {
      return Optional.of(ConsentOutcome.WRONG_USER);
    }
    if (!app.allows(user.zoomAccountId()) || !isOfExpectedCompany(link, user)) {
      return Optional.of(ConsentOutcome.WRONG_COMPANY);
    }
    // An app may be there for its access tokens alone.
    boolean isForMeetingTokens = !kindsOf.apply(app.scopes()).isEmpty();
    return isForMeetingTokens && kindsOf.apply(scopes).isEmpty()
        ? Optional.of(ConsentOutcome.NO_SCOPE)
        : Optional.empty();
  }

  private boolean isExpected(UserLink link, ConnectedUser user) {
    if (link instanceof ManageLink manage) {
      return grants
          .apply(manage.grant())
          .filter(grant -> grant.owner().zoomUserId().equals(user.zoomUserId()))
          .isPresent();
    }
    String expected = ((ConsentLink) link).expected().email();
    return expected == null || expected.equals(user.email());
  }

  private static boolean isOfExpectedCompany(UserLink link, ConnectedUser user) {
    String expected =
        link instanceof ConsentLink consent ? consent.expected().zoomAccountId() : null;
    return expected == null || expected.equals(user.zoomAccountId());
  }
}
