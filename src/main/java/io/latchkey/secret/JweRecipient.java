package io.latchkey.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.KeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * Encrypts for the holder of an RSA key: as JWE in compact form, RSA-OAEP-256 and A256GCM.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7516">RFC 7516</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518">RFC 7518, 4.3 and 5.3</a>
 */
public final class JweRecipient {

  private static final String HEADER = "{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\"}";

  /** RFC 7518, 4.3. */
  private static final int SHORTEST_MODULUS = 2048;

  private static final int LONGEST_MODULUS = 8192;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final RSAPublicKey key;
  private final SecureRandom random = new SecureRandom();

  private JweRecipient(RSAPublicKey key) {
    this.key = key;
  }

  /**
   * Reads a public key in PEM, as {@code openssl rsa -pubout} writes it.
   *
   * @return empty if the text is no RSA key of 2048 to 8192 bits
   */
  public static Optional<JweRecipient> ofPem(String pem) {
    String base64 = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
    try {
      return of(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException | GeneralSecurityException noKey) {
      return Optional.empty();
    }
  }

  /**
   * Reads the members of a JSON Web Key (RFC 7518, 6.3.1).
   *
   * @param modulus {@code n}, in base64url
   * @param exponent {@code e}, in base64url
   * @return empty if they are no RSA key of 2048 to 8192 bits
   */
  public static Optional<JweRecipient> ofJwk(String modulus, String exponent) {
    try {
      return of(new RSAPublicKeySpec(number(modulus), number(exponent)));
    } catch (IllegalArgumentException | GeneralSecurityException noKey) {
      return Optional.empty();
    }
  }

  private static BigInteger number(String base64) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
  }

  private static Optional<JweRecipient> of(KeySpec spec) throws GeneralSecurityException {
    RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
    int bits = key.getModulus().bitLength();
    return bits >= SHORTEST_MODULUS && bits <= LONGEST_MODULUS
        ? Optional.of(new JweRecipient(key))
        : Optional.empty();
  }

  /** Encrypts a text. */
  public String encrypt(String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    String header = base64(HEADER.getBytes(US_ASCII));
    try {
      KeyGenerator generator = KeyGenerator.getInstance("AES");
      generator.init(256, random);
      SecretKey contentKey = generator.generateKey();
      Cipher content = Cipher.getInstance("AES/GCM/NoPadding");
      content.init(Cipher.ENCRYPT_MODE, contentKey, new GCMParameterSpec(TAG_BITS, nonce));
      content.updateAAD(header.getBytes(US_ASCII));
      byte[] sealed = content.doFinal(text.getBytes(UTF_8));
      int length = sealed.length - TAG_BITS / 8;
      return String.join(
          ".",
          header,
          base64(wrapped(contentKey)),
          base64(nonce),
          base64(Arrays.copyOf(sealed, length)),
          base64(Arrays.copyOfRange(sealed, length, sealed.length)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has RSA-OAEP and AES-GCM", e);
    }
  }

  private byte[] wrapped(SecretKey contentKey) throws GeneralSecurityException {
    Cipher wrapping = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
    // By its name alone, the JDK would take SHA-1 for MGF1.
    wrapping.init(
        Cipher.ENCRYPT_MODE,
        key,
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    return wrapping.doFinal(contentKey.getEncoded());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
