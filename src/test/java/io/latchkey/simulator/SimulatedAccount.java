package io.latchkey.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Zoom account with one Server-to-Server OAuth app, or a General app with the consents of its
 * users.
 *
 * <p>Users whose names start with one of these words are special; every other user exists:
 *
 * <ul>
 *   <li>{@code nobody}: does not exist (1001)
 *   <li>{@code guest}: belongs to another account (1010)
 *   <li>{@code pending}: has not accepted the invitation (1120)
 *   <li>{@code odd}: fails the validation (300)
 *   <li>{@code social}: signs in by Google, so that the token is null
 * </ul>
 *
 * <p>Every meeting exists, except those whose number starts with 404 (3001). Meetings whose number
 * starts with 300 cannot be recorded (3000).
 *
 * <p>Thread-safe.
 */
public final class SimulatedAccount {

  /** How many access tokens are valid at the same time. */
  public enum Tolerance {
    SEVERAL,
    /** A newer token makes the older ones invalid. */
    NEWEST_ONLY
  }

  /** How many calls the Zoom plan allows, for each second and for each day. */
  public enum Plan {
    UNLIMITED(Integer.MAX_VALUE, Integer.MAX_VALUE),
    FREE(4, 6000),
    PRO(30, Integer.MAX_VALUE),
    BUSINESS(80, Integer.MAX_VALUE);

    final int perSecond;
    final int perDay;

    Plan(int perSecond, int perDay) {
      this.perSecond = perSecond;
      this.perDay = perDay;
    }
  }

  public static final String ZAK_SCOPE = "user:read:token:admin";

  final String accountId;
  final String clientId;
  private volatile String clientSecret;

  private final Map<String, Instant> accessTokens = new LinkedHashMap<>();
  private final CallQuota quota = new CallQuota();
  private final Issuer issuer = new Issuer();
  private final SimulatedGrants grants = new SimulatedGrants(this);
  private final AppSettings settings = new AppSettings();
  private final AuthorizationCodes codes = new AuthorizationCodes(InstantSource.system());
  private final SimulatedUsers users;
  private Tolerance tolerance = Tolerance.SEVERAL;
  private Plan plan = Plan.UNLIMITED;
  private Duration accessTokenLife = Duration.ofHours(1);
  private String apiUrl = "https://api.zoom.us";
  private boolean consentedToObf = true;
  private boolean isGeneralApp;
  private final Set<String> rejected = ConcurrentHashMap.newKeySet();
  private Set<String> scopes =
      Set.of(
          ZAK_SCOPE,
          "user:read:token",
          "user:read:zak",
          "meeting:read:local_recording_token:admin");

  SimulatedAccount(String accountId, String clientId, String clientSecret) {
    this.accountId = accountId;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.users = new SimulatedUsers(accountId);
  }

  /** Makes the app a General app: its access tokens belong to users. */
  public synchronized SimulatedAccount generalApp() {
    isGeneralApp = true;
    scopes =
        Set.of(
            "user:read:token",
            "user:read:user",
            "user:read:zak",
            "meeting:read:local_recording_token");
    return this;
  }

  synchronized boolean isGeneralApp() {
    return isGeneralApp;
  }

  /** Returns the consents of users, if the app is a General app. */
  public SimulatedGrants grants() {
    return grants;
  }

  /** Returns how the app is set up, if it is a General app. */
  public AppSettings settings() {
    return settings;
  }

  public SimulatedUsers users() {
    return users;
  }

  AuthorizationCodes codes() {
    return codes;
  }

  public String accountId() {
    return accountId;
  }

  public String clientSecret() {
    return clientSecret;
  }

  /**
   * Replaces the client secret, as the button Regenerate does: the old secret is refused at once,
   * and access tokens stay valid.
   */
  public void clientSecret(String regenerated) {
    clientSecret = regenerated;
  }

  public synchronized SimulatedAccount tolerance(Tolerance newTolerance) {
    tolerance = newTolerance;
    return this;
  }

  public synchronized SimulatedAccount plan(Plan newPlan) {
    plan = newPlan;
    return this;
  }

  /** Lets the plan count by the seconds of the clock, and not in any second. */
  public synchronized SimulatedAccount countByTheClock() {
    quota.countByTheClock();
    return this;
  }

  public synchronized SimulatedAccount accessTokenLife(Duration life) {
    accessTokenLife = life;
    return this;
  }

  public synchronized SimulatedAccount scopes(Set<String> newScopes) {
    scopes = newScopes;
    return this;
  }

  /**
   * Sets the {@code api_url} that Zoom names for this account. Zoom has regional hosts since
   * February 2026.
   */
  public synchronized SimulatedAccount apiUrl(String regional) {
    apiUrl = regional;
    return this;
  }

  synchronized String apiUrl() {
    return apiUrl;
  }

  /**
   * Takes away the consent of a user. A Server-to-Server app has none, and without it Zoom makes no
   * OBF token.
   */
  public synchronized SimulatedAccount serverToServer() {
    consentedToObf = false;
    return this;
  }

  synchronized boolean consentedToObf() {
    return consentedToObf;
  }

  /**
   * Answers 401 with code 124 for one user or one kind of token, even if the access token is valid.
   *
   * @param what {@code user} and a name, such as {@code user anna}, or {@code kind onbehalf}
   */
  public SimulatedAccount reject(String what) {
    rejected.add(what);
    return this;
  }

  boolean rejects(String what) {
    return rejected.contains(what);
  }

  /**
   * Makes all access tokens invalid, as if somebody had revoked them or a newer one had replaced
   * them.
   */
  public synchronized void killAccessTokens() {
    accessTokens.clear();
  }

  /**
   * Returns every secret that was issued so far, so that a test can look for them where they must
   * not be.
   */
  public Set<String> issued() {
    return issuer.issued();
  }

  synchronized Set<String> scopes() {
    return scopes;
  }

  synchronized long accessTokenSeconds() {
    return accessTokenLife.toSeconds();
  }

  /**
   * Issues an access token as the token endpoint does. A test may call this as other software of
   * the account would.
   */
  public synchronized String newAccessToken() {
    if (tolerance == Tolerance.NEWEST_ONLY) {
      accessTokens.clear();
    }
    return remembered(issuer.accessToken());
  }

  /** Issues an access token of one user, which leaves those of other users as they are. */
  synchronized String newAccessTokenOf(SimulatedUser user) {
    return remembered(issuer.accessTokenOf(user, accessTokenLife));
  }

  private String remembered(String accessToken) {
    accessTokens.put(accessToken, Instant.now().plus(accessTokenLife));
    return accessToken;
  }

  synchronized boolean knows(String accessToken) {
    return accessTokens.containsKey(accessToken);
  }

  synchronized boolean expired(String accessToken) {
    // A token that was killed since knows() counts as expired.
    return !Instant.now().isBefore(accessTokens.getOrDefault(accessToken, Instant.MIN));
  }

  /** Counts a call. Returns false, without counting it, if the plan does not allow it. */
  synchronized boolean withinQuota() {
    return quota.allows(plan);
  }

  /** Issues everything that only Zoom and its clients should know. */
  Issuer issuer() {
    return issuer;
  }
}
