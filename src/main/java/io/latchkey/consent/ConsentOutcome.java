package io.latchkey.consent;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a consent ended. The pages have a text for each. */
public enum ConsentOutcome {
  CONNECTED("connected"),
  /** The user has declined at Zoom. */
  DENIED("denied"),
  /** The page was open for too long, or was used already. */
  EXPIRED("expired"),
  /** Another browser has brought the answer of Zoom. */
  OTHER_BROWSER("failed"),
  /** Zoom's user is not the one that the link is for. */
  WRONG_USER("failed"),
  /** The user's Zoom account may not connect, or is not the one that the link is for. */
  WRONG_COMPANY("failed"),
  /** The reference belongs to the grant of another Zoom user. */
  REFERENCE_TAKEN("failed"),
  /** The user has given no scope by which bots could get any token. */
  NO_SCOPE("failed"),
  /** Zoom does not take its own code: it was too old, or used. */
  CODE_REFUSED("failed"),
  /** Zoom refuses the app: client id, client secret, redirect URI. */
  APP_REFUSED("failed"),
  /** Zoom sent another error than a refusal of the user. */
  ZOOM_ERROR("failed"),
  /** No whole answer of Zoom came. */
  NO_ANSWER("failed"),
  /** Zoom does not say who the user is. */
  UNIDENTIFIED("failed"),
  /** The database could not take the new grant. */
  NOT_STORED("failed");

  private final String status;

  ConsentOutcome(String status) {
    this.status = status;
  }

  /** Returns the {@code status} that the customer's application gets. */
  public String status() {
    return status;
  }

  /** Returns the name in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the outcome with this {@link #text}. */
  public static Optional<ConsentOutcome> of(String text) {
    return Arrays.stream(values()).filter(outcome -> outcome.text().equals(text)).findFirst();
  }
}
