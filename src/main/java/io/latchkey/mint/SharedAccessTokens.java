package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenFailure;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One access token of a Server-to-Server account for all instances that share a database: Zoom may
 * end an older one when it gives a newer one.
 *
 * <p>Every method blocks. While the database cannot be used, each instance fetches for itself.
 * Implementations must be thread-safe.
 */
public interface SharedAccessTokens {

  /** Lets each instance fetch for itself, since there is no database that several can use. */
  SharedAccessTokens NONE =
      new SharedAccessTokens() {
        @Override
        public AccessToken next(Account account, Supplier<AccessToken> fetch) {
          return fetch.get();
        }

        @Override
        public Optional<AccessToken> inPlaceOf(AccessToken rejected, Account account) {
          return Optional.empty();
        }

        @Override
        public void offer(Account account, AccessToken token) {}
      };

  /**
   * Returns a token that follows upon the one that this instance has: one that another instance has
   * fetched meanwhile, or a new one. Of all instances only one fetches at a time, unless that takes
   * more than two seconds.
   *
   * @param fetch asks Zoom for a new token
   * @throws TokenFailure if the fetch fails
   */
  AccessToken next(Account account, Supplier<AccessToken> fetch);

  /**
   * Returns the newer token that some instance has fetched since Zoom ended this one; empty if no
   * instance has. Waits up to two seconds for a fetch under way.
   */
  Optional<AccessToken> inPlaceOf(AccessToken rejected, Account account);

  /** Gives all instances a token that was fetched outside of {@link #next}. */
  void offer(Account account, AccessToken token);
}
