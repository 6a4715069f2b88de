package io.latchkey.secret;

import org.jspecify.annotations.Nullable;

/**
 * A client secret, callback token, access token or meeting token.
 *
 * <p>A secret never prints itself: {@link #toString} hides the value, and only {@link #reveal}
 * returns it. Two secrets are compared by their SHA-256 hashes, so the time of a comparison shows
 * neither where they differ nor how long they are.
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

  /** Returns the value, for the one line that sends it to its destination. */
  public String reveal() {
    return value;
  }

  /** Returns the hash by which the secret can be recognized. */
  public SecretHash hash() {
    return hash;
  }

  /** Compares in constant time: the hashes are always compared to their end. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that && hash.equals(that.hash);
  }

  /**
   * Returns the same number for all secrets, since a hash code would reveal a part of the value.
   */
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
