package io.latchkey.operator;

import static java.util.stream.Collectors.joining;

import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantAdministration.Listed;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.Reference;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says in words how a grant is. */
final class GrantWords {

  private GrantWords() {}

  static String state(GrantState state) {
    return switch (state) {
      case ACTIVE -> "works";
      case SUSPECT -> "refused once, asked again within a minute";
      case DEAD -> "the user must connect again";
      case REMOVED -> "ended";
    };
  }

  static String stateAndReason(Listed listed) {
    return state(listed.state()) + reason(listed.reason());
  }

  private static String reason(@Nullable String reason) {
    if (reason == null) {
      return "";
    }
    return switch (reason) {
      case Grant.Reason.ANSWER_LOST -> ": an answer of Zoom with the newest token was lost";
      case Grant.Reason.REFUSED -> ": Zoom refuses its refresh token";
      case Grant.Reason.REVOKED -> ": an operator has revoked it";
      case Grant.Reason.DISCONNECTED -> ": the user has disconnected";
      case Grant.Reason.DEAUTHORIZED -> ": the user has removed the app at Zoom";
      case Grant.Reason.HANDED_OVER -> ": it was handed over to other software";
      default -> ": " + reason;
    };
  }

  /**
   * @param accounts the configured accounts of General apps
   */
  static String account(String name, Set<String> accounts) {
    return accounts.contains(name) ? name : name + " (not configured any more)";
  }

  static String user(Listed listed) {
    if (listed.grant().email() != null) {
      return listed.grant().email();
    }
    String user = listed.grant().zoomUserId();
    return Grant.Owner.isKnown(user) ? user : "not known before the first refresh";
  }

  static String references(Listed listed) {
    return listed.grant().references().stream().map(Reference::value).collect(joining(", "));
  }
}
