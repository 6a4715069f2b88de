package io.latchkey.it;

/**
 * The tags that say on which servers a test class runs in CI. {@code docs/testing.md} gives the tag
 * of each class, and the reason.
 */
final class Scope {

  /**
   * No server makes a difference to these tests. They run on Payara Micro only, unless all tests
   * are asked for.
   */
  static final String ONE_SERVER = "one-server";

  private Scope() {}
}
