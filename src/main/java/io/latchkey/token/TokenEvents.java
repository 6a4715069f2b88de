package io.latchkey.token;

/**
 * Listens to what happens to one token. Called on the thread that made it happen, without any lock
 * held: implementations are thread-safe and quick.
 */
public interface TokenEvents {

  /** The source gave a new token. */
  default void renewed() {}

  /**
   * The source was asked and failed; the failure says until when it is left alone.
   *
   * @param atHand what the token in memory, if it was kept, is still good for
   */
  default void failed(TokenFailure failure, Freshness atHand) {}

  /** A reserve was served because the source failed, was slow or is left alone. */
  default void servedFromReserve() {}

  /** A caller waits for a call to the source that was under way already. */
  default void joined() {}

  /** The token in memory was forgotten because the other side does not take it. */
  default void invalidated() {}
}
