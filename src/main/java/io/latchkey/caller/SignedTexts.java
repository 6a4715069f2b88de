package io.latchkey.caller;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.latchkey.secret.Secret;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts that show who made them: {@code <prefix>.<content>.<code>}. The code is the HMAC-SHA256 of
 * everything before its dot; content and code are in base64url. The prefix tells what a text is
 * for, so that one for one purpose is never accepted for another.
 *
 * <p>Immutable and thread-safe.
 */
public final class SignedTexts {

  private static final Pattern FORM =
      Pattern.compile("((\\w{3})\\.([\\w-]{1,3000}))\\.([\\w-]{43})");

  private final List<HmacKey> keys;

  /**
   * @param keys the first signs, and all are accepted; empty if nothing is signed
   */
  public SignedTexts(List<HmacKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Returns whether there is a key. */
  public boolean isEnabled() {
    return !keys.isEmpty();
  }

  /**
   * Signs a content.
   *
   * @param prefix three letters or digits
   * @throws IllegalStateException if there is no key
   */
  public Secret sign(String prefix, byte[] content) {
    if (!isEnabled()) {
      throw new IllegalStateException("no key signs anything");
    }
    String signed = prefix + "." + base64(content);
    return Secret.of(signed + "." + base64(keys.get(0).hmac(signed.getBytes(US_ASCII))));
  }

  /** Returns the content of a text that was signed under this prefix; empty for any other text. */
  public Optional<byte[]> read(String prefix, Secret presented) {
    Matcher form = FORM.matcher(presented.reveal());
    if (!form.matches() || !form.group(2).equals(prefix)) {
      return Optional.empty();
    }
    try {
      byte[] code = Base64.getUrlDecoder().decode(form.group(4));
      // 43 letters hold two bits more than the code, which the decoder ignores. Only one spelling
      // of a text is accepted.
      if (!base64(code).equals(form.group(4))) {
        return Optional.empty();
      }
      List<byte[]> codes = List.of(code);
      boolean ours = false;
      // No early exit: all keys are tried, so the time taken does not show which one matched.
      for (HmacKey key : keys) {
        ours |= key.isAnyHmacOf(codes, form.group(1).getBytes(US_ASCII));
      }
      return ours ? Optional.of(Base64.getUrlDecoder().decode(form.group(3))) : Optional.empty();
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
