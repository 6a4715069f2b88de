package io.latchkey.caller;

/**
 * A request whose caller is known.
 *
 * @param caller by name
 * @param rights what this request may ask for: the caller's, or less
 */
public record Admission(String caller, Rights rights) {}
