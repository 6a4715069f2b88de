package io.latchkey.secret;

import org.jspecify.annotations.Nullable;

/**
 * A client secret, callback token, access token or meeting token.
 *
 * <p>It never prints itself: {@link #toString} says that there is one, {@link #reveal} alone gives
 * it away. Two are compared through their SHA-256, so that the time taken says nothing about where
 * they differ or how long they are.
 *
 * <p>Immutable and thread-safe.
 */
public final class Secret {

  private final String value;
  private final SecretHash hash;

  private Secret(String value) {
    this.value = value;
    this.hash = SecretHash.of(value);
  }

  public static Secret of(String value) {
    return new Secret(value);
  }

  /** The value itself, for the one line that sends it where it belongs. */
  public String reveal() {
    return value;
  }

  /** What the secret is known again by. */
  public SecretHash hash() {
    return hash;
  }

  /** Constant in time: the hashes are compared to their end, whatever they are. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that && hash.equals(that.hash);
  }

  /** The same for all secrets: a hash code would be a piece of the value. */
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
