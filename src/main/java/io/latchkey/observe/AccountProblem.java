package io.latchkey.observe;

import io.latchkey.account.UserId;
import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import java.time.Instant;
import java.util.Optional;

/**
 * What is wrong with the tokens of an account.
 *
 * @param failure the last one
 * @param atHand what the token in memory was good for then
 * @param since when it began
 * @param last when it was last met
 * @param user whom it concerns; empty if everybody
 */
public record AccountProblem(
    TokenFailure failure, Freshness atHand, Instant since, Instant last, Optional<UserId> user) {

  /** In words, without a full stop. */
  public String words() {
    String who = user.map(named -> " (user " + named + ")").orElse("");
    return failure.remedy().map(remedy -> remedy.trouble()).orElse(failure.diagnosis()) + who;
  }
}
