package io.latchkey.token;

import io.latchkey.secret.RedactedThrowable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reason why there is no token. Each subclass stands for one thing that the caller can do about
 * it.
 *
 * <p>A failure has three texts. {@link #advice} is in our own words and may be sent to a caller.
 * {@link #diagnosis} carries Zoom's status, code and tracking id and is for the log. {@link
 * #remedy} is for the operators' pages. The texts hold no secret. A failure carries no stack trace,
 * since all callers who waited share one object.
 *
 * <p>Immutable and thread-safe.
 */
public abstract sealed class TokenFailure extends RuntimeException {

  private final FailureDetails details;

  private TokenFailure(FailureDetails details, @Nullable Throwable cause) {
    super(details.diagnosis(), cause, false, false);
    this.details = details;
  }

  /**
   * Returns the failure that a stage ended with. For a {@link SourcePaused}, returns the failure
   * that it carries. Any other exception is a defect of Latchkey and becomes {@link Unavailable}.
   */
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

  /** Returns what the caller can do about it, in words that may be sent to the caller. */
  public String advice() {
    return details.advice();
  }

  /** Returns what happened, for the log. */
  public String diagnosis() {
    return details.diagnosis();
  }

  /**
   * Returns when the source is asked again; empty if the failure comes straight from the source.
   */
  public Optional<Instant> nextAttemptAt() {
    return Optional.ofNullable(details.nextAttemptAt());
  }

  /** Returns the pause that the source asked for; empty if it did not ask for a pause. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(details.retryAfter());
  }

  /** Returns what operators can do about it; empty if unknown. */
  public Optional<Remedy> remedy() {
    return Optional.ofNullable(details.remedy());
  }

  /** Returns whether asking again is useless until somebody fixes something. */
  public boolean isDefinite() {
    return false;
  }

  /** Returns the same failure, with what operators can do about it. */
  public TokenFailure withRemedy(Remedy known) {
    return with(details.with(known));
  }

  /** Returns the same failure, with the instant at which the source is asked again. */
  public TokenFailure withNextAttemptAt(Instant instant) {
    return with(details.withNextAttemptAt(instant));
  }

  abstract TokenFailure with(FailureDetails changed);

  /** A definite no that an operator must fix: credentials, scopes, a deactivated app. */
  public static final class Refused extends TokenFailure {

    public Refused(String advice, String diagnosis) {
      this(new FailureDetails(advice, diagnosis));
    }

    private Refused(FailureDetails details) {
      super(details, null);
    }

    /** Returns the same refusal, for one user only, while other users of the account get tokens. */
    public Refused ofOneUser() {
      return new Refused(super.details.ofOneUser());
    }

    /** Returns whether one user is refused, and not the whole account. */
    public boolean concernsOneUser() {
      return super.details.concernsOneUser();
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
    Refused with(FailureDetails changed) {
      return new Refused(changed);
    }
  }

  /**
   * A definite no to this request only: the account, user or meeting does not exist, or the caller
   * may not use it.
   */
  public static final class Unknown extends TokenFailure {

    public Unknown(String diagnosis) {
      this(
          new FailureDetails(
              "There is no such account, user or meeting for this caller.", diagnosis));
    }

    private Unknown(FailureDetails details) {
      super(details, null);
    }

    @Override
    public boolean isDefinite() {
      return true;
    }

    @Override
    Unknown with(FailureDetails changed) {
      return new Unknown(changed);
    }
  }

  /**
   * The Zoom user has ended a consent, or Zoom does not know it any more. Only the user can give it
   * again.
   */
  public static final class Ended extends TokenFailure {

    public Ended(String advice, String diagnosis) {
      this(new FailureDetails(advice, diagnosis));
    }

    private Ended(FailureDetails details) {
      super(details, null);
    }

    @Override
    public boolean isDefinite() {
      return true;
    }

    @Override
    Ended with(FailureDetails changed) {
      return new Ended(changed);
    }
  }

  /**
   * The source is unreachable, slow or failing, or it limits us. The caller can try again later.
   */
  public static final class Unavailable extends TokenFailure {

    public Unavailable(String advice, String diagnosis) {
      this(new FailureDetails(advice, diagnosis), null);
    }

    private Unavailable(FailureDetails details, @Nullable Throwable cause) {
      super(details, cause);
    }

    /**
     * Returns the failure of a source that asked for a pause.
     *
     * @param retryAfter the pause that the source asked for
     */
    public static Unavailable limited(String advice, String diagnosis, Duration retryAfter) {
      return new Unavailable(
          new FailureDetails(advice, diagnosis).withRetryAfter(retryAfter), null);
    }

    /** Returns a failure that does not pass by itself, so that an operator must look. */
    public static Unavailable urgent(String advice, String diagnosis) {
      return new Unavailable(new FailureDetails(advice, diagnosis).asUrgent(), null);
    }

    /**
     * Returns the failure for a defect of Latchkey. The log shows the cause without its messages.
     */
    static Unavailable unexpected(Throwable cause) {
      FailureDetails details =
          new FailureDetails(
              "Latchkey failed; its log names this instance.",
              "unexpected " + cause.getClass().getName());
      return new Unavailable(details.asUrgent(), RedactedThrowable.of(cause));
    }

    /** Returns whether the failure does not pass by itself, so that an operator must look. */
    public boolean isUrgent() {
      return super.details.isUrgent();
    }

    @Override
    Unavailable with(FailureDetails changed) {
      return new Unavailable(changed, getCause());
    }
  }

  /** The source answered, but without a usable token. */
  public static final class Unreadable extends TokenFailure {

    public Unreadable(String advice, String diagnosis) {
      this(new FailureDetails(advice, diagnosis));
    }

    private Unreadable(FailureDetails details) {
      super(details, null);
    }

    @Override
    Unreadable with(FailureDetails changed) {
      return new Unreadable(changed);
    }
  }
}
