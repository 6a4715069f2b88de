package io.latchkey.grant;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id that Latchkey gives a grant: {@code g_} and 26 characters, 130 random bits. The id is no
 * secret. The log names a grant by its id, never by an e-mail address.
 */
public record GrantId(String value) {

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 26;
  private static final Pattern FORM = Pattern.compile("g_[0-9a-hjkmnp-tv-z]{26}");

  /**
   * The form of our ids in any letters. A reference never has it, so that nobody takes a reference
   * for an id.
   */
  private static final Pattern SHAPE = Pattern.compile("[gG]_[0-9A-Za-z]{26}");

  /** Returns an id that nobody has used. */
  public static GrantId random(SecureRandom random) {
    StringBuilder text = new StringBuilder("g_");
    for (int i = 0; i < LENGTH; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new GrantId(text.toString());
  }

  /** Returns the id that the text is; empty if the text is no id. */
  public static Optional<GrantId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new GrantId(text)) : Optional.empty();
  }

  static boolean hasShapeOfId(String text) {
    return SHAPE.matcher(text).matches();
  }

  /**
   * Written by hand, as {@link #equals} is: the methods that the JDK generates for a record keep
   * our class loader in memory (JDK-8078641).
   */
  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GrantId id && id.value.equals(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
