package io.latchkey.account;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Zoom user inside an account: {@code me} (the app's owner), Zoom's own id, or an e-mail address
 * in ASCII.
 *
 * <p>Whatever else is written is no user: nothing with a slash, a dot segment, a control character
 * or a letter outside ASCII ever reaches Zoom's path.
 *
 * @param value as Zoom takes it, not yet percent-encoded; an e-mail address in lower case, since
 *     Zoom does not look at its case
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

  /** The one spelling of a user's name: two that differ in the case of an address are the same. */
  public static String normalized(String name) {
    return name.contains("@") ? name.toLowerCase(Locale.ROOT) : name;
  }

  /** The user that {@code text} names, or nothing if it can be none. */
  public static Optional<UserId> parse(String text) {
    boolean user =
        ID.matcher(text).matches()
            || (text.length() <= LONGEST_EMAIL
                && !text.contains("..")
                && EMAIL.matcher(text).matches());
    return user ? Optional.of(new UserId(text)) : Optional.empty();
  }

  /** By hand, as is {@link #equals}: those of the JDK keep our class loader (JDK-8078641). */
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
