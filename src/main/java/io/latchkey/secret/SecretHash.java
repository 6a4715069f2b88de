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
 * The SHA-256 of a secret: enough to know the secret again, and not enough to use it. Of a random
 * secret of 32 characters nobody finds the secret by its hash; of a word everybody does.
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

  /** As {@code sha256sum} writes it: 64 hexadecimal digits. */
  public static Optional<SecretHash> parse(String hex) {
    return HEX.matcher(hex).matches()
        ? Optional.of(new SecretHash(HexFormat.of().parseHex(hex)))
        : Optional.empty();
  }

  /** Its first 64 bits: enough to tell it from others in memory. */
  public String fingerprint() {
    return HexFormat.of().formatHex(sha256, 0, Long.BYTES);
  }

  /** Constant in time: compared to the end, wherever they differ. */
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
