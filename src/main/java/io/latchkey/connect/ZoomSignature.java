package io.latchkey.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.secret.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that an event comes from Zoom: {@code v0=} and the HMAC-SHA256 of {@code v0:<timestamp>:
 * <body>} in hexadecimal digits.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://developers.zoom.us/docs/api/webhooks/">Zoom: webhooks</a>
 */
public final class ZoomSignature {

  private static final Duration TOLERANCE = Duration.ofSeconds(300);
  private static final Pattern TIMESTAMP = Pattern.compile("\\d{1,11}");
  private static final String VERSION = "v0";

  private final List<Secret> secrets;

  /**
   * @param secrets of the webhook, of which all are valid
   */
  public ZoomSignature(List<Secret> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  /**
   * Returns the secret that has signed an event; empty if none has, or too long ago.
   *
   * @param timestamp the value of the header, in seconds; null without this header
   * @param signature the value of the header; null without this header
   */
  Optional<Secret> signer(
      @Nullable String timestamp, @Nullable String signature, byte[] body, Instant now) {
    if (timestamp == null || signature == null || !TIMESTAMP.matcher(timestamp).matches()) {
      return Optional.empty();
    }
    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(timestamp));
    Secret signer = null;
    // No early exit: all secrets are tried, so the time taken does not show which one matched.
    for (Secret secret : secrets) {
      String expected =
          VERSION + "=" + HexFormat.of().formatHex(hmac(secret, signed(timestamp, body)));
      if (MessageDigest.isEqual(expected.getBytes(UTF_8), signature.getBytes(UTF_8))) {
        signer = secret;
      }
    }
    return Duration.between(signedAt, now).abs().compareTo(TOLERANCE) > 0
        ? Optional.empty()
        : Optional.ofNullable(signer);
  }

  private static byte[] signed(String timestamp, byte[] body) {
    byte[] prefix = (VERSION + ":" + timestamp + ":").getBytes(UTF_8);
    byte[] signed = new byte[prefix.length + body.length];
    System.arraycopy(prefix, 0, signed, 0, prefix.length);
    System.arraycopy(body, 0, signed, prefix.length, body.length);
    return signed;
  }

  /** Returns the HMAC of a text in hexadecimal digits. */
  static String hmac(Secret secret, String text) {
    return HexFormat.of().formatHex(hmac(secret, text.getBytes(UTF_8)));
  }

  private static byte[] hmac(Secret secret, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(UTF_8), "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }
}
