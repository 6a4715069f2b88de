package io.latchkey.observe;

import io.latchkey.account.UserId;
import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A problem with the tokens of an account.
 *
 * @param failure the last failure
 * @param inMemory the freshness that the token in memory had at the last failure
 * @param since when the problem began
 * @param last when the last failure happened
 * @param user the only user whom the problem concerns; null if it concerns every user
 */
public record AccountProblem(
    TokenFailure failure, Freshness inMemory, Instant since, Instant last, @Nullable UserId user) {

  /** Returns the problem in words, without a full stop. */
  public String words() {
    String problem = failure.remedy().map(remedy -> remedy.problem()).orElse(failure.diagnosis());
    return user == null ? problem : problem + " (user " + user + ")";
  }

  /** Returns whether the problem concerns only one user, and another one than this. */
  boolean concernsAnotherThan(UserId other) {
    return user != null && !user.equals(other);
  }
}
