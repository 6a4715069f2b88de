package io.latchkey.caller;

import java.util.Optional;

/**
 * A request whose caller is known.
 *
 * @param caller by name
 * @param rights what this request may ask for: the caller's, or less
 * @param bot the one that the request's signed callback token was made for; empty without such a
 *     token
 */
public record Admission(String caller, Rights rights, Optional<String> bot) {}
