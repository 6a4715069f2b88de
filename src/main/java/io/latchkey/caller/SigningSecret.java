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
 * The key of a caller's signatures: HMAC-SHA256, written in base64, with {@code whsec_} in front or
 * without.
 *
 * <p>Never prints itself. Immutable and thread-safe.
 *
 * @see <a href="https://www.standardwebhooks.com/">Standard Webhooks</a>
 */
public final class SigningSecret {

  private static final String PREFIX = "whsec_";
  private static final String HMAC = "HmacSHA256";

  /** What Standard Webhooks asks for. */
  private static final int SHORTEST = 24;

  private final SecretKeySpec key;

  private SigningSecret(byte[] key) {
    this.key = new SecretKeySpec(key, HMAC);
  }

  /** Nothing if it is no base64, or of fewer than 24 bytes. */
  public static Optional<SigningSecret> parse(Secret secret) {
    String text = secret.reveal();
    try {
      byte[] key =
          Base64.getDecoder()
              .decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
      return key.length < SHORTEST ? Optional.empty() : Optional.of(new SigningSecret(key));
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  /** A key for a purpose of its own, of which nobody finds the secret again. */
  public static SigningSecret derivedFrom(Secret secret, String purpose) {
    return new SigningSecret(
        new SigningSecret(secret.reveal().getBytes(UTF_8)).code(purpose.getBytes(UTF_8)));
  }

  /** Whether one of the codes is the text's. Constant in time: all are compared, to their end. */
  public boolean made(List<byte[]> codes, byte[] text) {
    byte[] expected = code(text);
    boolean found = false;
    for (byte[] code : codes) {
      found |= MessageDigest.isEqual(expected, code);
    }
    return found;
  }

  /** Whether it is the same secret, however it was written. */
  public boolean sameAs(SigningSecret other) {
    return MessageDigest.isEqual(key.getEncoded(), other.key.getEncoded());
  }

  /** The HMAC of a text. */
  public byte[] code(byte[] text) {
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
    return "SigningSecret[hidden]";
  }
}
