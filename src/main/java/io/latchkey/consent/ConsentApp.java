package io.latchkey.consent;

import io.latchkey.account.Account;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A General app that users can connect to.
 *
 * @param scopes the scopes that the app asks for, separated by spaces
 * @param allowedAccounts the ids of the Zoom accounts whose users may connect; {@code *} for all
 */
public record ConsentApp(Account account, String scopes, Set<String> allowedAccounts) {

  /** Allows the users of every Zoom account. */
  public static final String ALL = "*";

  boolean allows(@Nullable String zoomAccountId) {
    return allowedAccounts.contains(ALL)
        || (zoomAccountId != null && allowedAccounts.contains(zoomAccountId));
  }
}
