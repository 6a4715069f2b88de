package io.latchkey.web;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ids by which a request is found again in logs. Immutable and thread-safe.
 *
 * @param instance Latchkey's id of the request, which the answer to a failure carries too
 * @param traceId the caller's id; null if the request is not part of a trace
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C: Trace Context</a>
 */
public record RequestTrace(String instance, @Nullable String traceId) {

  /** The header of W3C Trace Context. */
  public static final String TRACEPARENT = "traceparent";

  // Version, trace id, parent id and flags. Version ff and ids of zeros are invalid; only a version
  // after 00 may append more.
  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
              + "((?<!^00.{53})-.*)?");

  /**
   * Returns the ids of a request, with a new instance.
   *
   * @param traceparent the value of the header; null if there is none; a malformed one counts as
   *     null
   */
  public static RequestTrace of(@Nullable String traceparent) {
    if (traceparent == null) {
      return new RequestTrace(newInstance(), null);
    }
    Matcher matcher = FORM.matcher(traceparent);
    return new RequestTrace(newInstance(), matcher.matches() ? matcher.group(1) : null);
  }

  /**
   * Returns a new UUID of version 4 (RFC 9562). It need not be secret, so it does not come from
   * {@link UUID#randomUUID}: all threads share that generator.
   */
  private static String newInstance() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // The masks set the version to 4 and the variant to binary 10.
    long most = (random.nextLong() & ~0xf000L) | 0x4000L;
    long least = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return "urn:uuid:" + new UUID(most, least);
  }

  /** Returns the ids as the log writes them. */
  @Override
  public String toString() {
    return traceId == null ? instance : instance + ", trace " + traceId;
  }
}
