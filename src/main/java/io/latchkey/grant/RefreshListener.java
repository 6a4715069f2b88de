package io.latchkey.grant;

/** Is told what happens to grants. The methods return quickly and do not throw. Thread-safe. */
public interface RefreshListener {

  /** New tokens are stored. */
  default void stored(String account, GrantId grant, long generation) {}

  /** Another instance had refreshed the grant already. */
  default void adopted(String account, GrantId grant, long generation) {}

  /** No whole answer came to a refresh token. */
  default void answerLost(String account, GrantId grant, String diagnosis) {}

  /** Zoom refused the app, and no grant for that. */
  default void appRefused(String account, String diagnosis) {}

  /** Zoom refused a refresh token for the first time. */
  default void suspected(String account, GrantId grant, String diagnosis) {}

  /**
   * A grant is dead: its user must connect again.
   *
   * @param reason a word of {@link Grant.Reason}
   */
  default void died(String account, GrantId grant, String reason, String diagnosis) {}

  /** Zoom refuses most grants of an account, so that none dies until one is refreshed. */
  default void guardOn(String account) {}

  /** Zoom refreshes grants of this account again. */
  default void guardOff(String account) {}

  /** New tokens of Zoom could not be stored yet. Storing is tried until it succeeds. */
  default void unsaved(String account, GrantId grant, String diagnosis) {}

  /** Tokens that could not be stored before are stored. */
  default void savedAtLast(String account, GrantId grant) {}

  /** Two pairs of tokens came for one generation. The older one is kept as a spare. */
  default void conflict(String account, GrantId grant) {}
}
