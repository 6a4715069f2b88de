package io.latchkey.web;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request is found again by. Immutable and thread-safe.
 *
 * @param instance ours, which the answer to a failure carries
 * @param traceId the caller's; null if its request is part of no trace
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C: Trace Context</a>
 */
public record RequestTrace(String instance, @Nullable String traceId) {

  /** The header of the W3C. */
  public static final String TRACEPARENT = "traceparent";

  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
              + "((?<!^00.{53})-.*)?");

  /**
   * That of a request.
   *
   * @param traceparent the header; one that is none counts as missing
   */
  public static RequestTrace of(@Nullable String traceparent) {
    if (traceparent == null) {
      return new RequestTrace(newInstance(), null);
    }
    Matcher matcher = FORM.matcher(traceparent);
    return new RequestTrace(newInstance(), matcher.matches() ? matcher.group(1) : null);
  }

  /** A UUID of version 4 (RFC 9562) that is no secret: all share the generator of those. */
  private static String newInstance() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long most = (random.nextLong() & ~0xf000L) | 0x4000L;
    long least = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return "urn:uuid:" + new UUID(most, least);
  }

  /** For the log. */
  @Override
  public String toString() {
    return traceId == null ? instance : instance + ", trace " + traceId;
  }
}
