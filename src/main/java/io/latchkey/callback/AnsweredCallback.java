package io.latchkey.callback;

import io.latchkey.token.ServedToken.Origin;
import io.latchkey.token.TokenKind;
import io.latchkey.web.RequestTrace;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for one token, and its result. Immutable and thread-safe.
 *
 * @param caller the caller's configured name
 * @param accountName the account or pool that was asked for; null if none has that name
 * @param asked what was asked for, for people: one line, whatever the caller wrote
 * @param took from the request until there was a token or a failure
 */
public record AnsweredCallback(
    String caller,
    TokenKind kind,
    @Nullable String accountName,
    String asked,
    Result result,
    Duration took,
    RequestTrace trace) {

  /** Either a token was served, or the request failed. */
  public sealed interface Result {

    /** The status of the answer. */
    int status();
  }

  /**
   * A token was served.
   *
   * @param poolMember the member of a pool that the token belongs to; null if no pool was asked
   * @param zakLifeLeft how long a ZAK is good for; null for other tokens
   */
  public record Served(Origin origin, @Nullable String poolMember, @Nullable Duration zakLifeLeft)
      implements Result {

    @Override
    public int status() {
      return 200;
    }
  }

  /**
   * There was no token.
   *
   * @param diagnosis what went wrong, for the log
   * @param defect what was thrown, if that was a defect of Latchkey; else null
   */
  public record Failed(int status, String diagnosis, @Nullable Throwable defect)
      implements Result {}

  /** The account or pool that was asked for; empty if none has that name. */
  public Optional<String> account() {
    return Optional.ofNullable(accountName);
  }

  public int status() {
    return result.status();
  }

  /** The served token; empty if the request failed. */
  public Optional<Served> served() {
    return result instanceof Served served ? Optional.of(served) : Optional.empty();
  }

  /** The failure; empty if a token was served. */
  public Optional<Failed> failed() {
    return result instanceof Failed failed ? Optional.of(failed) : Optional.empty();
  }
}
