package io.latchkey.callback;

import io.latchkey.secret.Secret;

/** The result of a request for one token, before the answer is built. */
sealed interface TokenOutcome {

  /** Returns what the listeners get once the answer is built. */
  AnsweredCallback callback();

  record Token(Secret value, AnsweredCallback callback) implements TokenOutcome {}

  record Failure(Throwable thrown, AnsweredCallback callback) implements TokenOutcome {}
}
