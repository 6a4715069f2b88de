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
 * Makes and reads signed callback tokens: {@code lk1.<content>.<code>}, or {@code lk2} if the token
 * names a grant. The code is the HMAC-SHA256 of everything before its dot; content and code are in
 * base64url. Everybody can read the content; the code proves that Latchkey made it.
 *
 * <p>Immutable and thread-safe.
 */
public final class SignedTokens {

  private static final String VERSION = "lk1";

  /** Builds that know no grants refuse it, instead of taking the grant for a user. */
  private static final String VERSION_WITH_GRANT = "lk2";

  private static final Pattern TOKEN_PATTERN =
      Pattern.compile("((lk[12])\\.([\\w-]{1,2000}))\\.([\\w-]{43})");
  private static final Pattern CONTENT_PATTERN =
      Pattern.compile("(\\S+) (\\S+) (\\S+) (\\S+) (\\S+) (\\d{1,12})");

  private final List<HmacKey> keys;

  /**
   * @param keys the keys, of which the first signs and all are accepted; empty if there are no
   *     signed callback tokens
   */
  public SignedTokens(List<HmacKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Returns whether there are signed callback tokens. */
  public boolean isEnabled() {
    return !keys.isEmpty();
  }

  /**
   * Makes a token with this content.
   *
   * @throws IllegalStateException if there is no key
   */
  public Secret make(SignedToken token) {
    if (!isEnabled()) {
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
    String signed = version(rights) + "." + base64(words.getBytes(US_ASCII));
    return Secret.of(signed + "." + base64(keys.get(0).hmac(signed.getBytes(US_ASCII))));
  }

  private static String version(Rights rights) {
    return rights.users().stream().anyMatch(user -> user.startsWith(Rights.GRANT))
        ? VERSION_WITH_GRANT
        : VERSION;
  }

  /**
   * Returns the content of a token that Latchkey made, expired or not; empty for any other text.
   */
  Optional<SignedToken> read(Secret presented) {
    Matcher form = TOKEN_PATTERN.matcher(presented.reveal());
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      byte[] code = Base64.getUrlDecoder().decode(form.group(4));
      // 43 letters hold two bits more than the code, which the decoder ignores. Only one spelling
      // of a token is accepted.
      if (!base64(code).equals(form.group(4))) {
        return Optional.empty();
      }
      List<byte[]> codes = List.of(code);
      boolean ours = false;
      // No early exit: all keys are tried, so the time taken does not show which one matched.
      for (HmacKey key : keys) {
        ours |= key.isAnyHmacOf(codes, form.group(1).getBytes(US_ASCII));
      }
      return ours
          ? parsed(new String(Base64.getUrlDecoder().decode(form.group(3)), US_ASCII))
              .filter(token -> version(token.rights()).equals(form.group(2)))
          : Optional.empty();
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  private static Optional<SignedToken> parsed(String text) {
    Matcher words = CONTENT_PATTERN.matcher(text);
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
