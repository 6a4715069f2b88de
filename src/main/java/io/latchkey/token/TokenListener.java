package io.latchkey.token;

/**
 * Listens to the events of one token. Each method is called on the thread that caused the event,
 * without a lock held. Implementations must be thread-safe and quick.
 */
public interface TokenListener {

  /** The source gave a new token. */
  default void renewed() {}

  /**
   * The source was asked and failed. The failure says until when the source is left alone.
   *
   * @param inMemory the freshness of the token in memory; {@link Freshness#EXPIRED} without a token
   */
  default void failed(TokenFailure failure, Freshness inMemory) {}

  /** A reserve was served because the source failed, was slow or is left alone. */
  default void servedFromReserve() {}

  /** A caller waits for a call to the source that was already under way. */
  default void joined() {}

  /** The token in memory was forgotten because the service that it is for does not accept it. */
  default void invalidated() {}
}
