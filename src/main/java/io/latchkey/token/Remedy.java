package io.latchkey.token;

/**
 * A problem and what operators can do about it, in our own words and without a secret. Immutable
 * and thread-safe.
 *
 * @param problem a sentence that says what is wrong, without its full stop
 * @param next where to look and what to click
 */
public record Remedy(String problem, String next) {}
