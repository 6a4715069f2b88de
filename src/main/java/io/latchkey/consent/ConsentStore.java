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

  /**
   * What is known of the consent that an answer of Zoom belongs to.
   *
   * @param consent null if there is none
   * @param isOurs whether it is open, and whether this browser has opened it; from now on it counts
   *     as used
   */
  record Claim(@Nullable Consent consent, boolean isOurs) {}

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
   *
   * @param reference the customer's key; null for none
   * @throws ReferenceTaken if the reference belongs to the grant of another user
   */
  GrantId connect(String stateHash, NewGrant grant, @Nullable Reference reference);

  /**
   * Stores the tokens of a user who is not the expected one, if the user has a grant already: Zoom
   * has ended its older tokens.
   *
   * @return whether the user has one
   */
  boolean renew(String stateHash, NewGrant grant, ConsentOutcome outcome);

  /** Returns the newest consents that have not led to a grant, the newest first. */
  List<Listed> withoutGrant(int most);
}
