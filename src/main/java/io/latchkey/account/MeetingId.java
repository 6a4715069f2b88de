package io.latchkey.account;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The number of a Zoom meeting, as people and invitations write it, with white space or dashes of
 * any kind around and between its digits, or without.
 *
 * <p>Whatever else is written is no meeting: nothing but digits ever reaches Zoom's path.
 *
 * @param digits the number alone
 */
public record MeetingId(String digits) {

  /** Nine to eleven today. */
  private static final Pattern DIGITS = Pattern.compile("\\d{9,15}");

  /** Blanks and dashes of all scripts, and what mail programs add that nobody sees. */
  private static final Pattern BETWEEN = Pattern.compile("[\\p{Z}\\p{Pd}\\p{Cf}\\u2212]+");

  /** The meeting that {@code text} names, or nothing if it can be none. */
  public static Optional<MeetingId> parse(String text) {
    if (text.length() > 60) {
      return Optional.empty();
    }
    String digits = BETWEEN.matcher(text).replaceAll("");
    return DIGITS.matcher(digits).matches() ? Optional.of(new MeetingId(digits)) : Optional.empty();
  }

  /** By hand, as is {@link #equals}: those of the JDK keep our class loader (JDK-8078641). */
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
