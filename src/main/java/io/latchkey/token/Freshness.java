package io.latchkey.token;

/** What a token at hand is good for at one instant. */
public enum Freshness {
  /** Serve it. */
  FRESH,
  /** Serve it, while one call renews it in the background. */
  STALE,
  /** Ask for a new one, and serve this one if that fails or takes too long. */
  RESERVE,
  /** Unusable. */
  EXPIRED
}
