package io.latchkey.account;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The number of a Zoom meeting. People and invitations may write it with white space and dashes of
 * any kind, around the digits and between them.
 *
 * <p>Any other text is refused, so that nothing but digits reaches the path of a request to Zoom.
 *
 * @param digits the number without white space and dashes
 */
public record MeetingId(String digits) {

  /** Zoom uses nine to eleven digits today. */
  private static final Pattern DIGITS = Pattern.compile("\\d{9,15}");

  /** White space and dashes of all scripts, and invisible characters that mail programs add. */
  private static final Pattern SEPARATORS = Pattern.compile("[\\p{Z}\\p{Pd}\\p{Cf}\\u2212]+");

  /** Returns the meeting that {@code text} names; empty if the text cannot name a meeting. */
  public static Optional<MeetingId> parse(String text) {
    if (text.length() > 60) {
      return Optional.empty();
    }
    String digits = SEPARATORS.matcher(text).replaceAll("");
    return DIGITS.matcher(digits).matches() ? Optional.of(new MeetingId(digits)) : Optional.empty();
  }

  /**
   * Written by hand, as {@link #equals} is: the methods that the JDK generates for a record keep
   * our class loader in memory (JDK-8078641).
   */
  @Override
  public int hashCode() {
    return digits.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MeetingId meeting && meeting.digits.equals(digits);
  }

  @Override
  public String toString() {
    return digits;
  }
}
