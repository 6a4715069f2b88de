package io.latchkey.token;

/**
 * Is told what happens to one token. Called by whoever made it happen, without any lock held:
 * implementations are thread-safe and quick.
 *
 * <p>What a listener does not care for it leaves out.
 */
public interface TokenEvents {

  /** The source gave a new token. */
  default void renewed() {}

  /**
   * The source was asked and failed; the failure says until when it is left alone.
   *
   * @param atHand what the token at hand, if it was kept, is still good for
   */
  default void failed(TokenFailure failure, Freshness atHand) {}

  /** A reserve was served because the source failed, was slow or is left alone. */
  default void servedFromReserve() {}

  /** Somebody waits for a call to the source that was under way already. */
  default void joined() {}

  /** The token at hand was forgotten because the other side does not take it. */
  default void invalidated() {}
}
