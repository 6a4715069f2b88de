package io.latchkey.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The consents of Zoom users to one General app. Each user has one; a second one ends the tokens of
 * the first.
 *
 * <p>Thread-safe.
 */
public final class SimulatedGrants {

  /** What Zoom does with a refresh token that was used before. */
  public enum Reuse {
    /** Refuses it. */
    REFUSED,
    /** Refuses it, and ends every token of the user. */
    ENDS_THE_GRANT
  }

  /** When a second consent of a user ends the tokens of the first. Zoom does not say. */
  public enum FirstPairEnds {
    WITH_THE_CODE,
    WITH_THE_NEW_PAIR
  }

  /** A pair of tokens. */
  record Pair(String accessToken, String refreshToken, Set<String> scopes) {}

  private static final class Consent {
    final String user;
    final Set<String> scopes;
    Pair pair = new Pair("", "", Set.of());
    Pair replaced = pair;
    Instant replacedAt = Instant.MIN;
    int pairs;
    boolean ended;

    Consent(String user, Set<String> scopes) {
      this.user = user;
      this.scopes = Set.copyOf(scopes);
    }
  }

  private final SimulatedAccount app;
  private final Map<String, Consent> byUser = new LinkedHashMap<>();
  private final Map<String, Consent> byRefreshToken = new HashMap<>();
  private final Map<String, Consent> byAccessToken = new HashMap<>();
  private final Map<String, Integer> numberByAccessToken = new HashMap<>();
  private final Map<String, OauthRefusal> refused = new HashMap<>();
  private Reuse reuse = Reuse.REFUSED;
  private FirstPairEnds firstPairEnds = FirstPairEnds.WITH_THE_NEW_PAIR;
  private Duration grace = Duration.ZERO;
  private int rotations;
  private int refusals;

  SimulatedGrants(SimulatedAccount app) {
    this.app = app;
  }

  public synchronized void reuse(Reuse rule) {
    reuse = rule;
  }

  /** Sets for how long the token before the newest is answered with the newest pair once more. */
  public synchronized void grace(Duration time) {
    grace = time;
  }

  public synchronized void firstPairEnds(FirstPairEnds rule) {
    firstPairEnds = rule;
  }

  /**
   * Refuses to refresh from now on, whatever the token, and leaves the tokens as they are.
   *
   * @param user a user, or {@link Faults#ANY}
   */
  public synchronized void refuse(String user, OauthRefusal refusal) {
    refused.put(user, refusal);
  }

  /** Refreshes again for everybody. */
  public synchronized void refuseNobody() {
    refused.clear();
  }

  /** Lets a user consent to all scopes of the app. Returns the refresh token. */
  public String connect(String user) {
    return connect(user, app.scopes()).refreshToken;
  }

  /** Takes note that a user has allowed what an app asks for, and that a code is under way. */
  synchronized void codeIssued(String user) {
    if (firstPairEnds == FirstPairEnds.WITH_THE_CODE) {
      end(user);
    }
  }

  synchronized Pair connect(String user, Set<String> scopes) {
    end(user);
    Consent consent = new Consent(user, scopes);
    byUser.put(user, consent);
    return issue(consent);
  }

  /** Ends the consent of a user, as the user can do at Zoom. */
  public synchronized void end(String user) {
    Consent consent = byUser.remove(user);
    if (consent != null) {
      consent.ended = true;
      byAccessToken.values().removeIf(other -> other == consent);
    }
  }

  /** Ends the consent to which an access token belongs. Returns whether there is such a one. */
  synchronized boolean revoke(String accessToken) {
    Optional<String> user = userOf(accessToken);
    user.ifPresent(this::end);
    return user.isPresent();
  }

  /** Returns whether this is the newest refresh token of its user. */
  public synchronized boolean isNewest(String refreshToken) {
    Consent consent = byRefreshToken.get(refreshToken);
    return consent != null && !consent.ended && consent.pair.refreshToken.equals(refreshToken);
  }

  /** Returns which pair of its user an access token belongs to; 1 is the first. */
  public synchronized int numberOfPair(String accessToken) {
    return numberByAccessToken.get(accessToken);
  }

  /** Returns whether a user's consent holds. */
  public synchronized boolean isConnected(String user) {
    return byUser.containsKey(user);
  }

  public synchronized int rotations() {
    return rotations;
  }

  public synchronized int refusals() {
    return refusals;
  }

  /**
   * Exchanges a refresh token.
   *
   * @throws OauthRefused if Zoom refuses it
   */
  synchronized Pair refresh(String refreshToken) {
    Consent consent = byRefreshToken.get(refreshToken);
    if (refused.containsKey(Faults.ANY)) {
      throw refusal(refused.get(Faults.ANY));
    }
    if (consent == null) {
      throw refusal(OauthRefusal.TOKEN_UNKNOWN);
    }
    if (refused.containsKey(consent.user)) {
      throw refusal(refused.get(consent.user));
    }
    if (consent.ended) {
      throw refusal(OauthRefusal.TOKEN_ENDED);
    }
    if (consent.pair.refreshToken.equals(refreshToken)) {
      rotations++;
      return issue(consent);
    }
    boolean isInGrace = Instant.now().isBefore(consent.replacedAt.plus(grace));
    if (isInGrace && consent.replaced.refreshToken.equals(refreshToken)) {
      return consent.pair;
    }
    if (reuse == Reuse.ENDS_THE_GRANT) {
      end(consent.user);
    }
    throw refusal(OauthRefusal.TOKEN_UNKNOWN);
  }

  private OauthRefused refusal(OauthRefusal refusal) {
    refusals++;
    return new OauthRefused(refusal);
  }

  /** Returns the user of an access token. */
  synchronized Optional<String> userOf(String accessToken) {
    return Optional.ofNullable(byAccessToken.get(accessToken)).map(consent -> consent.user);
  }

  /** Returns the scopes that a user has given; none without a consent. */
  synchronized Set<String> scopesOf(String user) {
    return byUser.containsKey(user) ? byUser.get(user).scopes : Set.of();
  }

  private Pair issue(Consent consent) {
    // At a tolerance of one, a newer access token of a user ends the older ones.
    byAccessToken.values().removeIf(other -> other == consent);
    String accessToken = app.newAccessTokenOf(app.users().get(consent.user));
    Pair pair = new Pair(accessToken, app.issuer().refreshToken(), consent.scopes);
    consent.replaced = consent.pair;
    consent.replacedAt = Instant.now();
    consent.pair = pair;
    byRefreshToken.put(pair.refreshToken, consent);
    byAccessToken.put(pair.accessToken, consent);
    numberByAccessToken.put(pair.accessToken, ++consent.pairs);
    return pair;
  }
}
