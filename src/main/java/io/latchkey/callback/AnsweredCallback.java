package io.latchkey.callback;

import io.latchkey.token.ServedToken.Origin;
import io.latchkey.token.TokenKind;
import io.latchkey.web.RequestTrace;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for one token, with its result. Immutable and thread-safe.
 *
 * @param caller the caller's configured name
 * @param accountName the account or pool that the request asked for; null if none has that name, or
 *     if the request could not be read
 * @param description what the request asked for, for people; one line, whatever the caller sent
 * @param took the time from the request until its token or its failure was there
 * @param trace the ids by which the log names the request
 */
public record AnsweredCallback(
    String caller,
    TokenKind kind,
    @Nullable String accountName,
    String description,
    Result result,
    Duration took,
    RequestTrace trace) {

  /** The result of a request: either a token was served, or the request failed. */
  public sealed interface Result {

    /** Returns the HTTP status of the answer. */
    int status();
  }

  /**
   * A token was served.
   *
   * @param origin where the token came from
   * @param poolMember the pool member that the token belongs to; null if the request asked for no
   *     pool
   * @param zakLifeLeft the remaining life of a ZAK; null for other tokens
   */
  public record Served(Origin origin, @Nullable String poolMember, @Nullable Duration zakLifeLeft)
      implements Result {

    @Override
    public int status() {
      return 200;
    }
  }

  /**
   * No token was served.
   *
   * @param status the HTTP status of the answer
   * @param diagnosis what went wrong, for the log
   * @param defect the exception, if it is a defect of Latchkey; otherwise null
   */
  public record Failed(int status, String diagnosis, @Nullable Throwable defect)
      implements Result {}

  /**
   * Returns the account or pool that the request asked for; empty if none has that name, or if the
   * request could not be read.
   */
  public Optional<String> account() {
    return Optional.ofNullable(accountName);
  }

  public int status() {
    return result.status();
  }

  /** Returns the served token; empty if the request failed. */
  public Optional<Served> served() {
    return result instanceof Served served ? Optional.of(served) : Optional.empty();
  }

  /** Returns the failure; empty if a token was served. */
  public Optional<Failed> failed() {
    return result instanceof Failed failed ? Optional.of(failed) : Optional.empty();
  }
}
