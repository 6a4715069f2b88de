package io.latchkey.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

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
  private final byte[] digest;

  private Secret(String value) {
    this.value = value;
    this.digest = sha256(value);
  }

  public static Secret of(String value) {
    return new Secret(value);
  }

  /** The value itself, for the one line that sends it where it belongs. */
  public String reveal() {
    return value;
  }

  /** Constant in time: the digests are compared to their end, whatever they are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(digest, that.digest);
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

  private static byte[] sha256(String value) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
