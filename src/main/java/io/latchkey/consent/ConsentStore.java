package io.latchkey.consent;

import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantDirectory.ReferenceTaken;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The consents that are under way, and those that have ended. Each method is one transaction.
 *
 * <p>Every method throws {@link DatabaseUnavailable} if the database cannot be used. Thread-safe.
 */
public interface ConsentStore {

  /**
   * A consent that is under way.
   *
   * @param stateHash of the state that goes to Zoom and back
   * @param linkHash of the link that it came from
   * @param browserHash of the cookie of the browser
   * @param link what the link says
   * @param verifier of PKCE
   */
  record Consent(
      String stateHash, String linkHash, String browserHash, UserLink link, Secret verifier) {}

  /** Whether a consent was opened. */
  enum Opening {
    OPENED,
    /** Too many consents of the same link are open. */
    TOO_MANY,
    /** A consent of this link has succeeded. */
    LINK_USED
  }

  /** Whether the answer of Zoom to a consent may be used. */
  enum Standing {
    /** It may, by this caller only: from now on the consent counts as used. */
    OURS,
    /** It was used before. */
    USED,
    /** It is too late, another consent of the link has succeeded, or the browser is another one. */
    CLOSED
  }

  /**
   * The consent that an answer of Zoom belongs to.
   *
   * @param consent null if the state is unknown
   * @param outcome how a used consent ended; null while it is under way
   * @param grant the grant that a used consent has led to; null if it has led to none
   */
  record Claim(
      @Nullable Consent consent,
      Standing standing,
      @Nullable ConsentOutcome outcome,
      @Nullable GrantId grant) {}

  /**
   * A consent for operators to look at.
   *
   * @param outcome null while the user has not come back
   */
  record Listed(
      String account,
      @Nullable String reference,
      Instant openedAt,
      @Nullable ConsentOutcome outcome) {}

  /** Opens a consent for a while. */
  Opening open(Consent consent, Duration life);

  /** Returns whether a consent of this link has succeeded. */
  boolean hasSucceeded(String linkHash);

  /**
   * Marks a consent as used, before its code is spent. Only the first caller gets it.
   *
   * @param browserHash of the cookie that the browser has sent
   */
  Claim claim(String stateHash, String browserHash);

  /** Records how a consent ended without a grant. */
  void end(String stateHash, ConsentOutcome outcome);

  /**
   * Stores the grant of a consent: a new one, or the next pair of tokens of the user's older one.
   * Nothing changes if this consent has led to a grant before, since the commit may have succeeded
   * without our knowing.
   *
   * @param reference the customer's key; null for none
   * @throws ReferenceTaken if the reference belongs to the grant of another user
   */
  GrantId connect(String stateHash, NewGrant grant, @Nullable Reference reference);

  /**
   * Stores the tokens of a user who is not the expected one, if the user has a grant that has not
   * been ended: Zoom has ended its older tokens. A grant that its user has disconnected stays so.
   *
   * @return whether the user has one
   */
  boolean renew(String stateHash, NewGrant grant, ConsentOutcome outcome);

  /** Returns the newest consents that have not led to a grant, the newest first. */
  List<Listed> withoutGrant(int most);
}
