package io.latchkey.token;

/** What a token in memory is good for at one instant. */
public enum Freshness {
  /** Serve it without a call to the source. */
  FRESH,
  /** Serve it, while one call renews it in the background. */
  STALE,
  /** Ask for a new one, and serve this one if that fails or takes too long. */
  RESERVE,
  /** Never serve it: wait for a new one. */
  EXPIRED
}
