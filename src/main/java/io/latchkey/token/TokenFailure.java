package io.latchkey.token;

import io.latchkey.secret.Wordless;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no token, told by what the caller can do about it.
 *
 * <p>Its texts: {@link #advice} is ours word for word and may be answered to a caller; {@link
 * #diagnosis} carries Zoom's status, code and tracking id and is for the log, {@link #remedy} for
 * the operators' pages. None holds a secret. Instances carry no stack trace, since one is shared by
 * all who waited.
 *
 * <p>Immutable and thread-safe.
 */
public abstract sealed class TokenFailure extends RuntimeException {

  private final String advice;
  private final String diagnosis;
  private final @Nullable Remedy remedy;
  private final @Nullable Instant heldUntil;

  private TokenFailure(
      String advice,
      String diagnosis,
      @Nullable Remedy remedy,
      @Nullable Instant heldUntil,
      @Nullable Throwable cause) {
    super(diagnosis, cause, false, false);
    this.advice = advice;
    this.diagnosis = diagnosis;
    this.remedy = remedy;
    this.heldUntil = heldUntil;
  }

  /** The failure inside what a stage ended with; anything else is a defect of ours. */
  public static TokenFailure of(Throwable thrown) {
    if (thrown instanceof TokenFailure failure) {
      return failure;
    }
    if (thrown instanceof SourcePaused paused) {
      return paused.failure();
    }
    if (thrown instanceof CompletionException && thrown.getCause() != null) {
      return of(thrown.getCause());
    }
    return Unavailable.unexpected(thrown);
  }

  /** What to do about it, fit for the caller. */
  public String advice() {
    return advice;
  }

  /** What happened, for the log. */
  public String diagnosis() {
    return diagnosis;
  }

  /** When the next try is made; empty if the failure comes straight from the source. */
  public Optional<Instant> heldUntil() {
    return Optional.ofNullable(heldUntil);
  }

  /** Whether asking again is no use until somebody mends something. */
  public boolean definite() {
    return false;
  }

  /** How long the source asked to be left alone. */
  public Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  /** What operators are to do about it; empty if nobody knows. */
  public Optional<Remedy> remedy() {
    return Optional.ofNullable(remedy);
  }

  /** The same failure, with what operators are to do about it. */
  public TokenFailure with(Remedy known) {
    return copy(known, heldUntil);
  }

  /** The same failure, with the instant of the next try. */
  TokenFailure heldUntil(Instant nextTry) {
    return copy(remedy, nextTry);
  }

  abstract TokenFailure copy(@Nullable Remedy newRemedy, @Nullable Instant nextTry);

  /** A definite no that an operator must mend: credentials, scopes, a deactivated app. */
  public static final class Refused extends TokenFailure {

    private final boolean ofOneUser;

    public Refused(String advice, String diagnosis) {
      this(advice, diagnosis, false, null, null);
    }

    private Refused(
        String advice,
        String diagnosis,
        boolean ofOneUser,
        @Nullable Remedy remedy,
        @Nullable Instant heldUntil) {
      super(advice, diagnosis, remedy, heldUntil, null);
      this.ofOneUser = ofOneUser;
    }

    /** The same, met by one user while others of the account are given tokens. */
    public Refused ofOneUser() {
      return new Refused(
          advice(), diagnosis(), true, remedy().orElse(null), heldUntil().orElse(null));
    }

    @Override
    public Refused with(Remedy known) {
      return new Refused(advice(), diagnosis(), ofOneUser, known, heldUntil().orElse(null));
    }

    /** Whether it is one user who is refused, and not the account. */
    public boolean concernsOneUser() {
      return ofOneUser;
    }

    @Override
    public boolean definite() {
      return true;
    }

    @Override
    TokenFailure copy(@Nullable Remedy newRemedy, @Nullable Instant nextTry) {
      return new Refused(advice(), diagnosis(), ofOneUser, newRemedy, nextTry);
    }
  }

  /** A definite no to this one request: there is no such user or meeting, or not for who asks. */
  public static final class Unknown extends TokenFailure {

    public Unknown(String diagnosis) {
      this(diagnosis, null, null);
    }

    private Unknown(String diagnosis, @Nullable Remedy remedy, @Nullable Instant heldUntil) {
      super(
          "There is no such account, user or meeting for this caller.",
          diagnosis,
          remedy,
          heldUntil,
          null);
    }

    @Override
    public boolean definite() {
      return true;
    }

    @Override
    TokenFailure copy(@Nullable Remedy newRemedy, @Nullable Instant nextTry) {
      return new Unknown(diagnosis(), newRemedy, nextTry);
    }
  }

  /** The source is unreachable, slow, failing or limiting us: try again later. */
  public static final class Unavailable extends TokenFailure {

    private final @Nullable Duration retryAfter;
    private final boolean urgent;

    private Unavailable(
        String advice,
        String diagnosis,
        @Nullable Duration retryAfter,
        boolean urgent,
        @Nullable Remedy remedy,
        @Nullable Instant heldUntil,
        @Nullable Throwable cause) {
      super(advice, diagnosis, remedy, heldUntil, cause);
      this.retryAfter = retryAfter;
      this.urgent = urgent;
    }

    public Unavailable(String advice, String diagnosis) {
      this(advice, diagnosis, null, false, null, null, null);
    }

    /** Unavailable, and asked by the source to wait. */
    public static Unavailable limited(String advice, String diagnosis, Duration retryAfter) {
      return new Unavailable(advice, diagnosis, retryAfter, false, null, null, null);
    }

    /** Unavailable without having been asked: what it takes is not there before this instant. */
    public static Unavailable heldUntil(String advice, String diagnosis, Instant nextTry) {
      return new Unavailable(advice, diagnosis, null, false, null, nextTry, null);
    }

    /** Unavailable in a way that does not pass by itself, so that an operator must look. */
    public static Unavailable urgent(String advice, String diagnosis) {
      return new Unavailable(advice, diagnosis, null, true, null, null, null);
    }

    /** Unavailable through a defect of ours; the cause is kept for the log, without its words. */
    static Unavailable unexpected(Throwable cause) {
      return new Unavailable(
          "Latchkey failed; its log names this instance.",
          "unexpected " + cause.getClass().getName(),
          null,
          true,
          null,
          null,
          Wordless.of(cause));
    }

    /** Whether an operator must look. */
    public boolean urgent() {
      return urgent;
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }

    @Override
    TokenFailure copy(@Nullable Remedy newRemedy, @Nullable Instant nextTry) {
      return new Unavailable(
          advice(), diagnosis(), retryAfter, urgent, newRemedy, nextTry, getCause());
    }
  }

  /** The source answered something that is no token. */
  public static final class Unreadable extends TokenFailure {

    public Unreadable(String advice, String diagnosis) {
      this(advice, diagnosis, null, null);
    }

    private Unreadable(
        String advice, String diagnosis, @Nullable Remedy remedy, @Nullable Instant heldUntil) {
      super(advice, diagnosis, remedy, heldUntil, null);
    }

    @Override
    TokenFailure copy(@Nullable Remedy newRemedy, @Nullable Instant nextTry) {
      return new Unreadable(advice(), diagnosis(), newRemedy, nextTry);
    }
  }
}
