package io.latchkey.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a secret. It is enough to recognize the secret, but not to use it. Nobody can find
 * a random secret of 32 characters by its hash; anybody can find a dictionary word by its hash.
 *
 * <p>Immutable and thread-safe.
 */
public final class SecretHash {

  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

  // Four numbers in place of 32 bytes, because they are quicker to compare: each request compares
  // the hash of every configured callback token.
  private final long first;
  private final long second;
  private final long third;
  private final long fourth;

  private SecretHash(byte[] sha256) {
    ByteBuffer bytes = ByteBuffer.wrap(sha256);
    this.first = bytes.getLong();
    this.second = bytes.getLong();
    this.third = bytes.getLong();
    this.fourth = bytes.getLong();
  }

  static SecretHash of(String value) {
    try {
      return new SecretHash(MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * Returns the hash that is written as by {@code sha256sum}: 64 hexadecimal digits. Empty for any
   * other text.
   */
  public static Optional<SecretHash> parse(String hex) {
    return HEX.matcher(hex).matches()
        ? Optional.of(new SecretHash(HexFormat.of().parseHex(hex)))
        : Optional.empty();
  }

  /**
   * Returns the first 64 bits in hexadecimal: enough to tell the hash from other hashes in memory.
   */
  public String fingerprint() {
    return HexFormat.of().toHexDigits(first);
  }

  /** Compares in constant time: all numbers, wherever the hashes differ. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretHash that && differenceTo(that) == 0;
  }

  private long differenceTo(SecretHash that) {
    // No && and no early exit: the time taken must not show which part differs.
    return (first ^ that.first)
        | (second ^ that.second)
        | (third ^ that.third)
        | (fourth ^ that.fourth);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(first);
  }

  @Override
  public String toString() {
    return "SecretHash[hidden]";
  }
}
