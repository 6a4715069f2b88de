package io.latchkey.mint;

import io.latchkey.mint.AccessTokenStore.Stored;
import io.latchkey.token.AccessToken;
import org.jspecify.annotations.Nullable;

/**
 * The access token that this instance got last. Immutable.
 *
 * @param generation the newest that is known
 * @param token null before the first one
 * @param isRejected whether Zoom has rejected it
 */
record LastToken(long generation, @Nullable AccessToken token, boolean isRejected) {

  static final LastToken NONE = new LastToken(0, null, false);

  boolean is(AccessToken other) {
    return token != null && token.value().equals(other.value());
  }

  /**
   * Returns whether what is stored is not this token. A generation that is older is news, too: the
   * database was restored, or is a new one.
   */
  boolean isReplacedBy(Stored stored) {
    // If the database answered too late, this instance does not know that it has stored this token.
    return stored.token() != null && stored.generation() != generation && !is(stored.token());
  }
}
