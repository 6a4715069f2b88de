package io.latchkey.zoom;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A transport that remembers the last answer, for the steps of a check that read its headers.
 *
 * <p>For one thread.
 */
final class LastAnswer implements Function<HttpRequest, ZoomAnswer> {

  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

  private final Function<HttpRequest, ZoomAnswer> transport;
  private final InstantSource wallClock;
  private @Nullable ZoomAnswer answer;
  private @Nullable Instant receivedAt;

  LastAnswer(Function<HttpRequest, ZoomAnswer> transport, InstantSource wallClock) {
    this.transport = transport;
    this.wallClock = wallClock;
  }

  @Override
  public ZoomAnswer apply(HttpRequest request) {
    // Forgotten first: after a call without an answer, no step may read the one before.
    answer = null;
    ZoomAnswer received = transport.apply(request);
    answer = received;
    receivedAt = wallClock.instant();
    return received;
  }

  /** Returns by how much this machine's clock is ahead of Zoom's; empty if Zoom gave no time. */
  Optional<Duration> clockAhead() {
    Instant received = receivedAt;
    return received == null
        ? Optional.empty()
        : last().flatMap(ZoomAnswer::date).map(date -> Duration.between(date, received));
  }

  /** Returns a text member of the JSON body; empty if there is none. */
  String text(String member) {
    return last().flatMap(known -> known.json().text(member)).orElse("");
  }

  /** Returns the number in a header; empty if there is none. */
  Optional<Integer> count(String header) {
    return last()
        .flatMap(known -> known.header(header))
        .filter(text -> COUNT.matcher(text).matches())
        .map(Integer::valueOf);
  }

  boolean isLimited() {
    return last().filter(known -> known.status() == 429).isPresent();
  }

  boolean isDailyLimit() {
    return last().filter(ZoomAnswer::dailyLimit).isPresent();
  }

  private Optional<ZoomAnswer> last() {
    return Optional.ofNullable(answer);
  }
}
