package io.latchkey.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

  /** A pair of tokens. */
  record Pair(String accessToken, String refreshToken) {}

  private static final class Consent {
    final String user;
    String refreshToken = "";
    String replaced = "";
    Pair pair = new Pair("", "");
    Instant replacedAt = Instant.MIN;

    Consent(String user) {
      this.user = user;
    }
  }

  private final SimulatedAccount app;
  private final Map<String, Consent> byUser = new LinkedHashMap<>();
  private final Map<String, Consent> byRefreshToken = new HashMap<>();
  private final Map<String, String> userByAccessToken = new HashMap<>();
  private Reuse reuse = Reuse.REFUSED;
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

  /** Lets a user consent. Returns the refresh token. */
  public synchronized String connect(String user) {
    end(user);
    Consent consent = new Consent(user);
    byUser.put(user, consent);
    return issue(consent).refreshToken;
  }

  /** Ends the consent of a user, as the user can do at Zoom. */
  public synchronized void end(String user) {
    Consent consent = byUser.remove(user);
    if (consent != null) {
      byRefreshToken.values().removeIf(other -> other == consent);
      userByAccessToken.values().removeIf(user::equals);
    }
  }

  /** Returns whether this is the newest refresh token of its user. */
  public synchronized boolean isNewest(String refreshToken) {
    Consent consent = byRefreshToken.get(refreshToken);
    return consent != null && consent.refreshToken.equals(refreshToken);
  }

  public synchronized int rotations() {
    return rotations;
  }

  public synchronized int refusals() {
    return refusals;
  }

  /** Exchanges a refresh token; empty if Zoom refuses it. */
  synchronized Optional<Pair> refresh(String refreshToken) {
    Consent consent = byRefreshToken.get(refreshToken);
    if (consent != null && consent.refreshToken.equals(refreshToken)) {
      rotations++;
      return Optional.of(issue(consent));
    }
    boolean inGrace =
        consent != null
            && consent.replaced.equals(refreshToken)
            && Instant.now().isBefore(consent.replacedAt.plus(grace));
    if (inGrace) {
      return Optional.of(consent.pair);
    }
    refusals++;
    if (consent != null && reuse == Reuse.ENDS_THE_GRANT) {
      end(consent.user);
    }
    return Optional.empty();
  }

  /** Returns the user of an access token. */
  synchronized Optional<String> userOf(String accessToken) {
    return Optional.ofNullable(userByAccessToken.get(accessToken));
  }

  private Pair issue(Consent consent) {
    // At a tolerance of one, a newer access token of a user ends the older ones.
    userByAccessToken.values().removeIf(consent.user::equals);
    Pair pair = new Pair(app.newAccessTokenOfUser(), "eyJzdiI6IjAwMDAwMiJ9." + app.issue(64));
    consent.replaced = consent.refreshToken;
    consent.replacedAt = Instant.now();
    consent.refreshToken = pair.refreshToken;
    consent.pair = pair;
    byRefreshToken.put(pair.refreshToken, consent);
    userByAccessToken.put(pair.accessToken, consent.user);
    return pair;
  }
}
