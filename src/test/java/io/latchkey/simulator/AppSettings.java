package io.latchkey.simulator;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** What the owner of a General app, and the admins of its users, set at Zoom. Thread-safe. */
public final class AppSettings {

  /** What Zoom shows to a signed-in user who has given all scopes of the app before. */
  public enum SecondConsent {
    /** Nothing: it sends the user back with a new code. */
    AT_ONCE,
    /** The page, as at the first time. */
    ASKS
  }

  /** Whether the admin of the users' Zoom account lets them add the app. */
  public enum Approval {
    GIVEN,
    MISSING
  }

  private final Set<String> redirectUris = new CopyOnWriteArraySet<>();
  private volatile String name = "Notes Bot";
  private volatile Set<String> optionalScopes = Set.of();
  private volatile boolean published = true;
  private volatile boolean numbersInErrors = true;
  private volatile Approval approval = Approval.GIVEN;
  private volatile SecondConsent secondConsent = SecondConsent.AT_ONCE;
  private volatile Duration codeLife = Duration.ofMinutes(5);

  /** Sets the name that the page shows. */
  public AppSettings name(String newName) {
    name = newName;
    return this;
  }

  /** Registers a redirect URI. Zoom accepts only URIs that are equal to a registered one. */
  public AppSettings redirectUri(String uri) {
    redirectUris.add(uri);
    return this;
  }

  /** Sets which of the app's scopes a user can refuse; none by default. */
  public AppSettings optionalScopes(Set<String> scopes) {
    optionalScopes = Set.copyOf(scopes);
    return this;
  }

  /** Sets whether users of other Zoom accounts can consent. */
  public AppSettings published(boolean isPublished) {
    published = isPublished;
    return this;
  }

  public AppSettings approval(Approval newApproval) {
    approval = newApproval;
    return this;
  }

  public AppSettings secondConsent(SecondConsent rule) {
    secondConsent = rule;
    return this;
  }

  /** Sets how long an authorization code lives; five minutes by default. */
  public AppSettings codeLife(Duration life) {
    codeLife = life;
    return this;
  }

  /** Sets whether errors of the token endpoint have Zoom's number beside {@code error}. */
  public AppSettings numbersInErrors(boolean withNumbers) {
    numbersInErrors = withNumbers;
    return this;
  }

  String name() {
    return name;
  }

  boolean registers(String redirectUri) {
    return redirectUris.contains(redirectUri);
  }

  Set<String> optionalScopes() {
    return optionalScopes;
  }

  boolean isPublished() {
    return published;
  }

  boolean isApproved() {
    return approval == Approval.GIVEN;
  }

  boolean asksAgain() {
    return secondConsent == SecondConsent.ASKS;
  }

  Duration codeLife() {
    return codeLife;
  }

  boolean numbersInErrors() {
    return numbersInErrors;
  }
}
