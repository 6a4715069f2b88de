package io.latchkey.mint;

import org.jspecify.annotations.Nullable;

/**
 * What the instances that share a database agree on about calls to Zoom.
 *
 * @param quota null if each instance has the whole quota for itself
 */
public record Sharing(SharedAccessTokens accessTokens, @Nullable SharedQuota quota) {

  /** Shares nothing: there is one instance, or no database that several can use. */
  public static final Sharing NONE = new Sharing(SharedAccessTokens.NONE, null);
}
