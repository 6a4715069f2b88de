package io.latchkey.token;

/** Says what may be done with a token in memory at one instant. */
public enum Freshness {
  /** Serve it without a call to the source. */
  FRESH,
  /** Serve it, while one call renews it in the background. */
  STALE,
  /** Ask for a new token. Serve this one if that fails or takes too long. */
  RESERVE,
  /** Never serve it. Wait for a new token. */
  EXPIRED
}
