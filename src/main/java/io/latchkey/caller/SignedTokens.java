package io.latchkey.caller;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;

import io.latchkey.secret.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes and reads signed callback tokens: {@code lk1.<content>.<code>}, or {@code lk2} if the token
 * names a grant ({@link SignedTexts}). Everybody can read the content; the code proves that
 * Latchkey made it.
 *
 * <p>Immutable and thread-safe.
 */
public final class SignedTokens {

  private static final String VERSION = "lk1";

  /** Builds that know no grants refuse it, instead of taking the grant for a user. */
  private static final String VERSION_WITH_GRANT = "lk2";

  private static final Pattern CONTENT_PATTERN =
      Pattern.compile("(\\S+) (\\S+) (\\S+) (\\S+) (\\S+) (\\d{1,12})");

  private final SignedTexts texts;

  /**
   * @param keys the keys, of which the first signs and all are accepted; empty if there are no
   *     signed callback tokens
   */
  public SignedTokens(List<HmacKey> keys) {
    this.texts = new SignedTexts(keys);
  }

  /** Returns what signs them, for texts of other prefixes. */
  public SignedTexts texts() {
    return texts;
  }

  /** Returns whether there are signed callback tokens. */
  public boolean isEnabled() {
    return texts.isEnabled();
  }

  /**
   * Makes a token with this content.
   *
   * @throws IllegalStateException if there is no key
   */
  public Secret make(SignedToken token) {
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
    return texts.sign(version(rights), words.getBytes(US_ASCII));
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
    return read(VERSION, presented).or(() -> read(VERSION_WITH_GRANT, presented));
  }

  private Optional<SignedToken> read(String version, Secret presented) {
    return texts
        .read(version, presented)
        .flatMap(content -> parsed(new String(content, US_ASCII)))
        .filter(token -> version(token.rights()).equals(version));
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
}
