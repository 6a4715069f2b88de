package io.latchkey.it;

/**
 * On which servers a test class runs in CI, as a tag. {@code docs/testing.md} says for each class
 * which it is, and why.
 */
final class Scope {

  /** What is tested is none of a server's: on Payara Micro, unless all tests are asked for. */
  static final String ONE_SERVER = "one-server";

  private Scope() {}
}
