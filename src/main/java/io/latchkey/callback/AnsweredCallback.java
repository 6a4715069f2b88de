package io.latchkey.callback;

import io.latchkey.token.Given.Origin;
import io.latchkey.token.TokenKind;
import io.latchkey.web.RequestTrace;
import java.time.Duration;
import java.util.Optional;

/**
 * A request for one token, and what became of it. Immutable and thread-safe.
 *
 * @param caller by its configured name
 * @param account the account or pool that was asked for, by its configured name; empty if there is
 *     none of that name
 * @param asked what was asked for, for people: one line, whatever the caller wrote
 * @param status the answer's
 * @param origin of the token, if there is one
 * @param member of a pool whose token it is
 * @param life of the ZAK that is left
 * @param diagnosis what went wrong, for the log; empty if nothing did
 * @param defect what was thrown, if that was a defect of ours
 * @param took from the request until there was a token or a failure
 */
public record AnsweredCallback(
    String caller,
    TokenKind kind,
    Optional<String> account,
    String asked,
    int status,
    Optional<Origin> origin,
    Optional<String> member,
    Optional<Duration> life,
    Optional<String> diagnosis,
    Optional<Throwable> defect,
    Duration took,
    RequestTrace trace) {}
