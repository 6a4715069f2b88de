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

  /**
   * Payara Server gives these tests the same HTTP connector, JAX-RS and fault tolerance as Payara
   * Micro of the same version. In CI they run on Payara Micro alone of the two.
   */
  static final String AS_ON_PAYARA_MICRO = "as-on-payara-micro";

  /** The server's own data source: in CI on WildFly alone. */
  static final String DATA_SOURCE = "data-source";

  private Scope() {}
}
