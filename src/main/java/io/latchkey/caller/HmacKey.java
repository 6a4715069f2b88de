package io.latchkey.caller;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.secret.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key for HMAC-SHA256: of a caller's signatures, of signed callback tokens or of sessions. It is
 * configured in base64, with or without {@code whsec_} in front.
 *
 * <p>Never prints itself. Immutable and thread-safe.
 *
 * @see <a href="https://www.standardwebhooks.com/">Standard Webhooks</a>
 */
public final class HmacKey {

  private static final String PREFIX = "whsec_";
  private static final String HMAC = "HmacSHA256";

  /** In bytes, as Standard Webhooks demands. */
  private static final int SHORTEST = 24;

  private final SecretKeySpec key;

  private HmacKey(byte[] key) {
    this.key = new SecretKeySpec(key, HMAC);
  }

  /** Reads a secret; empty if the text is not base64, or is shorter than 24 bytes. */
  public static Optional<HmacKey> parse(Secret secret) {
    String text = secret.reveal();
    try {
      byte[] key =
          Base64.getDecoder()
              .decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
      return key.length < SHORTEST ? Optional.empty() : Optional.of(new HmacKey(key));
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  /** Derives a key for one purpose. Nobody can compute the secret from the key. */
  public static HmacKey derivedFrom(Secret secret, String purpose) {
    return new HmacKey(new HmacKey(secret.reveal().getBytes(UTF_8)).hmac(purpose.getBytes(UTF_8)));
  }

  /**
   * Returns whether one of the codes is the HMAC of the text. Takes constant time: all codes are
   * compared, each to its end.
   */
  public boolean isAnyHmacOf(List<byte[]> codes, byte[] text) {
    byte[] expected = hmac(text);
    boolean found = false;
    for (byte[] code : codes) {
      found |= MessageDigest.isEqual(expected, code);
    }
    return found;
  }

  /** Returns whether both are the same secret, even if they were written differently. */
  public boolean sameAs(HmacKey other) {
    return MessageDigest.isEqual(key.getEncoded(), other.key.getEncoded());
  }

  /** Returns the HMAC of a text. */
  public byte[] hmac(byte[] text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + HMAC, e);
    }
  }

  @Override
  public String toString() {
    return "HmacKey[hidden]";
  }
}
