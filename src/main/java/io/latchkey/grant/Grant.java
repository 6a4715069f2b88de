package io.latchkey.grant;

import io.latchkey.secret.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A stored consent of one Zoom user to one General app, as the database had it at one moment.
 * Immutable.
 *
 * <p>All durations are remaining times by the clock of the database, zero if they are over. So
 * instances whose clocks differ agree.
 */
public record Grant(GrantId id, Owner owner, Status status, Tokens tokens) {

  /**
   * Whose consent it is.
   *
   * @param account the configured name of the account, which holds the General app
   * @param zoomUserId the id that Zoom gives the user; if it is not known yet, a text that no
   *     request can name ({@link #UNKNOWN_USER})
   * @param zoomAccountId the id of the user's Zoom account; null if Zoom has not named it
   * @param email the address at the last sign-in; null if it is not kept
   * @param clientId the client id of the app that the tokens belong to
   * @param scopes the scopes that the user has given, separated by spaces; empty if unknown
   */
  public record Owner(
      String account,
      String zoomUserId,
      @Nullable String zoomAccountId,
      @Nullable String email,
      String clientId,
      String scopes) {

    /** Stands for the user of an imported grant until Zoom has named the user. */
    public static final String UNKNOWN_USER = "?";

    /** Returns whether Zoom has named the user. */
    public static boolean isKnown(String zoomUserId) {
      return !zoomUserId.startsWith(UNKNOWN_USER);
    }
  }

  /**
   * How the grant is.
   *
   * @param reason why it is not active, in one word of {@link Reason}; null for an active grant
   * @param refusals how often Zoom has refused the present refresh token
   * @param retryIn when a suspect grant may be asked for again
   * @param setback how long no instance asks Zoom, because the last refresh failed
   * @param wasCutOff whether an answer to the present refresh token may have been lost: an instance
   *     ended during a refresh, or no whole answer came
   */
  public record Status(
      GrantState state,
      @Nullable String reason,
      int refusals,
      Duration retryIn,
      Duration setback,
      boolean wasCutOff) {}

  /**
   * The tokens.
   *
   * @param generation the number of this pair of tokens, from 1
   * @param refreshToken null if it has been erased
   * @param spareRefreshToken a second refresh token, tried once if Zoom refuses the first; null
   *     mostly
   * @param accessToken null before the first refresh, and after the grant has ended
   * @param accessTokenLife how long the access token lives
   */
  public record Tokens(
      long generation,
      @Nullable Secret refreshToken,
      @Nullable Secret spareRefreshToken,
      @Nullable Secret accessToken,
      Duration accessTokenLife) {}

  /** Why a grant is not active. */
  public static final class Reason {
    /** Zoom refuses the refresh token, and no answer of Zoom is known to be lost. */
    public static final String REFUSED = "refused";

    /** Zoom refuses the refresh token, after an answer of Zoom was lost on its way. */
    public static final String ANSWER_LOST = "answer_lost";

    /** An operator has revoked it. */
    public static final String REVOKED = "revoked";

    /** The user has disconnected. */
    public static final String DISCONNECTED = "disconnected";

    /** The user, or the user's administrator, has removed the app at Zoom. */
    public static final String DEAUTHORIZED = "deauthorized";

    /** The refresh token was handed over to other software. */
    public static final String HANDED_OVER = "handed_over";

    private Reason() {}
  }
}
