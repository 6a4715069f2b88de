package io.latchkey.token;

import io.latchkey.secret.RedactedThrowable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no token. Each subclass says what the caller can do about it.
 *
 * <p>A failure has three texts: {@link #advice} is our own, word for word, and may be answered to a
 * caller; {@link #diagnosis} carries Zoom's status, code and tracking id and is for the log; {@link
 * #remedy} is for the operators' pages. None holds a secret. A failure carries no stack trace,
 * since all who waited share one.
 *
 * <p>Immutable and thread-safe.
 */
public abstract sealed class TokenFailure extends RuntimeException {

  /**
   * All that a failure says.
   *
   * @param remedy null if nobody knows what an operator can do
   * @param nextAttemptAt when the source is asked again; null if the failure comes straight from
   *     the source
   * @param retryAfter how long the source asked to be left alone; null if it did not
   * @param isUrgent whether it does not pass by itself, so that an operator must look
   * @param concernsOneUser whether it is one user who is refused, and not the account
   */
  record Details(
      String advice,
      String diagnosis,
      @Nullable Remedy remedy,
      @Nullable Instant nextAttemptAt,
      @Nullable Duration retryAfter,
      boolean isUrgent,
      boolean concernsOneUser) {

    Details(String advice, String diagnosis) {
      this(advice, diagnosis, null, null, null, false, false);
    }

    Details with(Remedy known) {
      return new Details(
          advice, diagnosis, known, nextAttemptAt, retryAfter, isUrgent, concernsOneUser);
    }

    Details withNextAttemptAt(Instant instant) {
      return new Details(advice, diagnosis, remedy, instant, retryAfter, isUrgent, concernsOneUser);
    }

    Details withRetryAfter(Duration pause) {
      return new Details(
          advice, diagnosis, remedy, nextAttemptAt, pause, isUrgent, concernsOneUser);
    }

    Details asUrgent() {
      return new Details(
          advice, diagnosis, remedy, nextAttemptAt, retryAfter, true, concernsOneUser);
    }

    Details ofOneUser() {
      return new Details(advice, diagnosis, remedy, nextAttemptAt, retryAfter, isUrgent, true);
    }
  }

  private final Details details;

  private TokenFailure(Details details, @Nullable Throwable cause) {
    super(details.diagnosis, cause, false, false);
    this.details = details;
  }

  /** The failure that a stage ended with; anything else that was thrown is a defect of Latchkey. */
  public static TokenFailure of(Throwable thrown) {
    Throwable unwrapped = Thrown.unwrapped(thrown);
    if (unwrapped instanceof TokenFailure failure) {
      return failure;
    }
    if (unwrapped instanceof SourcePaused paused) {
      return paused.failure();
    }
    return Unavailable.unexpected(unwrapped);
  }

  /** What to do about it, fit for the caller. */
  public String advice() {
    return details.advice;
  }

  /** What happened, for the log. */
  public String diagnosis() {
    return details.diagnosis;
  }

  /** When the source is asked again; empty if the failure comes straight from the source. */
  public Optional<Instant> nextAttemptAt() {
    return Optional.ofNullable(details.nextAttemptAt);
  }

  /** How long the source asked to be left alone. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(details.retryAfter);
  }

  /** What operators can do about it; empty if nobody knows. */
  public Optional<Remedy> remedy() {
    return Optional.ofNullable(details.remedy);
  }

  /** Returns whether asking again is useless until somebody mends something. */
  public boolean isDefinite() {
    return false;
  }

  /** The same failure, with what operators can do about it. */
  public TokenFailure withRemedy(Remedy known) {
    return with(details.with(known));
  }

  /** The same failure, with the instant at which the source is asked again. */
  public TokenFailure withNextAttemptAt(Instant instant) {
    return with(details.withNextAttemptAt(instant));
  }

  abstract TokenFailure with(Details changed);

  /** A definite no that an operator must mend: credentials, scopes, a deactivated app. */
  public static final class Refused extends TokenFailure {

    public Refused(String advice, String diagnosis) {
      this(new Details(advice, diagnosis));
    }

    private Refused(Details details) {
      super(details, null);
    }

    /** The same refusal, met by one user while others of the account are given tokens. */
    public Refused ofOneUser() {
      return new Refused(super.details.ofOneUser());
    }

    /** Returns whether it is one user who is refused, and not the account. */
    public boolean concernsOneUser() {
      return super.details.concernsOneUser;
    }

    @Override
    public boolean isDefinite() {
      return true;
    }

    @Override
    public Refused withRemedy(Remedy known) {
      return new Refused(super.details.with(known));
    }

    @Override
    Refused with(Details changed) {
      return new Refused(changed);
    }
  }

  /**
   * A definite no to this one request: there is no such user or meeting, or not for this caller.
   */
  public static final class Unknown extends TokenFailure {

    public Unknown(String diagnosis) {
      this(new Details("There is no such account, user or meeting for this caller.", diagnosis));
    }

    private Unknown(Details details) {
      super(details, null);
    }

    @Override
    public boolean isDefinite() {
      return true;
    }

    @Override
    Unknown with(Details changed) {
      return new Unknown(changed);
    }
  }

  /** The source is unreachable, slow, failing or limiting us: try again later. */
  public static final class Unavailable extends TokenFailure {

    public Unavailable(String advice, String diagnosis) {
      this(new Details(advice, diagnosis), null);
    }

    private Unavailable(Details details, @Nullable Throwable cause) {
      super(details, cause);
    }

    /** Unavailable, and the source asked to be left alone for this long. */
    public static Unavailable limited(String advice, String diagnosis, Duration retryAfter) {
      return new Unavailable(new Details(advice, diagnosis).withRetryAfter(retryAfter), null);
    }

    /** Unavailable in a way that does not pass by itself, so that an operator must look. */
    public static Unavailable urgent(String advice, String diagnosis) {
      return new Unavailable(new Details(advice, diagnosis).asUrgent(), null);
    }

    /** Unavailable through a defect of Latchkey; the log shows the cause without its messages. */
    static Unavailable unexpected(Throwable cause) {
      Details details =
          new Details(
              "Latchkey failed; its log names this instance.",
              "unexpected " + cause.getClass().getName());
      return new Unavailable(details.asUrgent(), RedactedThrowable.of(cause));
    }

    /** Returns whether an operator must look. */
    public boolean isUrgent() {
      return super.details.isUrgent;
    }

    @Override
    Unavailable with(Details changed) {
      return new Unavailable(changed, getCause());
    }
  }

  /** The source answered something that is no token. */
  public static final class Unreadable extends TokenFailure {

    public Unreadable(String advice, String diagnosis) {
      this(new Details(advice, diagnosis));
    }

    private Unreadable(Details details) {
      super(details, null);
    }

    @Override
    Unreadable with(Details changed) {
      return new Unreadable(changed);
    }
  }
}
