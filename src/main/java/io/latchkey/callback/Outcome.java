package io.latchkey.callback;

import io.latchkey.secret.Secret;

/** What a request for one token came to, before the answer is written. */
sealed interface Outcome {

  /** What listeners are told once the answer is written. */
  AnsweredCallback callback();

  record Token(Secret value, AnsweredCallback callback) implements Outcome {}

  record Failure(Throwable thrown, AnsweredCallback callback) implements Outcome {}
}
