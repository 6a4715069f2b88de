package io.latchkey.web;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request is found again by. Immutable and thread-safe.
 *
 * @param instance ours, which the answer to a failure carries
 * @param traceId the caller's, if its request is part of a trace
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C: Trace Context</a>
 */
public record RequestTrace(String instance, Optional<String> traceId) {

  private static final Pattern TRACEPARENT =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
              + "((?<!^00.{53})-.*)?");

  /**
   * That of a request.
   *
   * @param traceparent the header; one that is none counts as missing
   */
  public static RequestTrace of(@Nullable String traceparent) {
    Matcher matcher = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
    return new RequestTrace(
        "urn:uuid:" + UUID.randomUUID(),
        matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty());
  }

  /** For the log. */
  @Override
  public String toString() {
    return instance + traceId.map(id -> ", trace " + id).orElse("");
  }
}
