package io.latchkey.grant;

import io.latchkey.account.UserId;
import io.latchkey.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds grants by what callers call them, and adds them. Each method is one transaction.
 *
 * <p>Every method throws {@link DatabaseUnavailable} if the database cannot be used. Thread-safe.
 */
public interface GrantDirectory {

  /**
   * A consent with its tokens.
   *
   * @param refreshToken a refresh token that nobody else uses
   * @param accessToken null before the first one
   * @param accessTokenLife how long the access token lives
   */
  record NewGrant(
      Grant.Owner owner,
      Secret refreshToken,
      @Nullable Secret accessToken,
      Duration accessTokenLife) {}

  /** Thrown when a reference already belongs to the grant of another user. */
  final class ReferenceTaken extends RuntimeException {
    public ReferenceTaken(Reference reference) {
      super("the reference " + reference + " belongs to another user", null, false, false);
    }
  }

  /** Thrown when the user has a grant that works already, and it must not be replaced. */
  final class AlreadyConnected extends RuntimeException {
    private final GrantId grant;

    public AlreadyConnected(GrantId grant) {
      super("the user has a grant already", null, false, false);
      this.grant = grant;
    }

    public GrantId grant() {
      return grant;
    }
  }

  /** Whether a grant that works may be replaced. */
  enum Replacing {
    /** A new consent has just ended the older one at Zoom. */
    ALWAYS,
    /** The tokens may be older than those that are stored. */
    ONLY_THE_DEAD
  }

  /**
   * Adds a grant, or replaces the tokens of the one that the user already has for the account: a
   * newer consent ends the tokens of the older one at Zoom. If the user is unknown, the grant that
   * the reference belongs to is the older one.
   *
   * @param reference a key of the customer for the grant; null for none
   * @return the id of the grant
   * @throws AlreadyConnected if there is one that must not be replaced
   * @throws ReferenceTaken if the reference belongs to the grant of another user
   */
  GrantId connect(NewGrant grant, @Nullable Reference reference, Replacing replacing);

  /** Returns the grant with this id; empty if the account has none. */
  Optional<FoundGrant> byId(String account, GrantId id);

  /** Returns the grant with this reference; empty if the account has none. */
  Optional<FoundGrant> byReference(String account, Reference reference);

  /**
   * Returns the grant of a Zoom user, by the user's id or e-mail address; empty if it is unknown,
   * or if two grants have this address, since an address may go to another person.
   */
  Optional<FoundGrant> byUser(String account, UserId user);

  /**
   * Returns the grants that an instance has connected, removed or found dead in the last while. A
   * refresh is no such change.
   *
   * @param within how long ago at most
   */
  List<Change> changed(Duration within);

  /**
   * A change of a grant that other instances must learn of.
   *
   * @param at by the clock of the database
   */
  record Change(GrantId grant, GrantState state, Instant at) {}
}
