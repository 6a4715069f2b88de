package io.latchkey.callback;

import io.latchkey.secret.Secret;
import java.util.Optional;

/**
 * What became of a request for one token: a token or a failure.
 *
 * @param told what is told of it once the answer is written
 */
record Outcome(Optional<Secret> token, Optional<Throwable> failure, AnsweredCallback told) {}
