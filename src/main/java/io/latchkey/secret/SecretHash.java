package io.latchkey.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
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

  private final byte[] sha256;

  private SecretHash(byte[] sha256) {
    this.sha256 = sha256;
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
    return HexFormat.of().formatHex(sha256, 0, Long.BYTES);
  }

  /** Compares in constant time: to the end, wherever the hashes differ. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretHash that && MessageDigest.isEqual(sha256, that.sha256);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sha256);
  }

  @Override
  public String toString() {
    return "SecretHash[hidden]";
  }
}
