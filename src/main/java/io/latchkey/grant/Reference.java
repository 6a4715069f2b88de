package io.latchkey.grant;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The customer's own key for a grant: 1 to 128 of {@code [A-Za-z0-9._~:@-]}. Case counts. It never
 * has the form of our ids ({@link GrantId}).
 */
public record Reference(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~:@-]{1,128}");

  /** Returns the reference that the text is; empty if the text cannot be one. */
  public static Optional<Reference> parse(String text) {
    return FORM.matcher(text).matches() && !GrantId.hasShapeOfId(text)
        ? Optional.of(new Reference(text))
        : Optional.empty();
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
    return other instanceof Reference reference && reference.value.equals(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
