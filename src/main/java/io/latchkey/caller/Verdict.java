package io.latchkey.caller;

import java.util.Optional;

/**
 * What was found of who makes a request.
 *
 * @param admission empty for who has not proved to be a caller
 * @param refusal what was wrong then; means nothing for who is admitted
 */
public record Verdict(Optional<Admission> admission, Refusal refusal) {}
