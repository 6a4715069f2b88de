package io.latchkey.account;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Zoom user inside an account: {@code me} (the app's owner), a user id from Zoom, or an e-mail
 * address in ASCII.
 *
 * <p>Any other text is refused, so that no slash, dot segment, control character or letter outside
 * ASCII reaches the path of a request to Zoom.
 *
 * @param value the user as Zoom expects it, not yet percent-encoded; an e-mail address in lower
 *     case, since Zoom ignores its case
 */
public record UserId(String value) {

  /** The app's owner. */
  public static final UserId ME = new UserId("me");

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern EMAIL =
      Pattern.compile(
          "[A-Za-z0-9!$&'*+=^_`{|}~-]+(\\.[A-Za-z0-9!$&'*+=^_`{|}~-]+)*"
              + "@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
  private static final int LONGEST_EMAIL = 254;

  public UserId {
    value = normalized(value);
  }

  /**
   * Returns the one spelling of a user's name. Two e-mail addresses that differ only in case are
   * the same user.
   */
  public static String normalized(String name) {
    return name.contains("@") ? name.toLowerCase(Locale.ROOT) : name;
  }

  /** Returns an e-mail address as {@code a***@example.com}, and any other name as it is. */
  public String masked() {
    int at = value.indexOf('@');
    return at < 0 ? value : value.charAt(0) + "***" + value.substring(at);
  }

  /** Returns the user that {@code text} names; empty if the text cannot name a user. */
  public static Optional<UserId> parse(String text) {
    boolean isValid =
        ID.matcher(text).matches()
            || (text.length() <= LONGEST_EMAIL
                && !text.contains("..")
                && EMAIL.matcher(text).matches());
    return isValid ? Optional.of(new UserId(text)) : Optional.empty();
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
    return other instanceof UserId user && user.value.equals(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
