package io.latchkey.token;

/**
 * What is wrong, and what to do about it, for operators: our own words, without a secret. Immutable
 * and thread-safe.
 *
 * @param trouble a sentence, without its full stop
 * @param next where to look and what to click
 */
public record Remedy(String trouble, String next) {}
