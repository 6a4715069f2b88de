package io.latchkey.caller;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;

import io.latchkey.secret.Secret;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes and reads signed callback tokens: {@code lk1.<what it says>.<HMAC-SHA256 of all before>},
 * both parts in base64url. What it says is readable; the code makes it true.
 *
 * <p>Immutable and thread-safe.
 */
public final class SignedTokens {

  private static final String VERSION = "lk1";
  private static final Pattern FORM = Pattern.compile("(lk1\\.([\\w-]{1,2000}))\\.([\\w-]{43})");
  private static final Pattern WORDS =
      Pattern.compile("(\\S+) (\\S+) (\\S+) (\\S+) (\\S+) (\\d{1,12})");

  private final List<SigningSecret> keys;

  /**
   * @param keys the first signs, all are good for reading; none if there are no such tokens
   */
  public SignedTokens(List<SigningSecret> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Whether there are such tokens. */
  public boolean on() {
    return !keys.isEmpty();
  }

  /**
   * @throws IllegalStateException if there is no key
   */
  public Secret make(SignedToken token) {
    if (!on()) {
      throw new IllegalStateException("no key signs callback tokens");
    }
    Rights rights = token.rights();
    String words =
        String.join(
            " ",
            token.caller(),
            list(rights.kinds()),
            list(rights.accounts()),
            list(rights.users()),
            list(rights.meetings()),
            Long.toString(token.expiresAt().getEpochSecond()));
    String signed = VERSION + "." + base64(words.getBytes(US_ASCII));
    return Secret.of(signed + "." + base64(keys.get(0).code(signed.getBytes(US_ASCII))));
  }

  /** What a token says, if we made it, expired or not. */
  Optional<SignedToken> read(Secret presented) {
    Matcher form = FORM.matcher(presented.reveal());
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      byte[] code = Base64.getUrlDecoder().decode(form.group(3));
      // The last letter has bits to spare, which the decoder ignores: one token has one spelling.
      if (!base64(code).equals(form.group(3))) {
        return Optional.empty();
      }
      List<byte[]> codes = List.of(code);
      boolean ours = false;
      for (SigningSecret key : keys) {
        ours |= key.made(codes, form.group(1).getBytes(US_ASCII));
      }
      return ours
          ? parsed(new String(Base64.getUrlDecoder().decode(form.group(2)), US_ASCII))
          : Optional.empty();
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  private static Optional<SignedToken> parsed(String text) {
    Matcher words = WORDS.matcher(text);
    return words.matches()
        ? Optional.of(
            new SignedToken(
                words.group(1),
                new Rights(
                    set(words.group(2)),
                    set(words.group(3)),
                    set(words.group(4)),
                    set(words.group(5))),
                Instant.ofEpochSecond(Long.parseLong(words.group(6)))))
        : Optional.empty();
  }

  private static String list(Set<String> names) {
    return names.stream().sorted().collect(joining(","));
  }

  private static Set<String> set(String names) {
    return Set.of(names.split(","));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
