package io.latchkey.zoom;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import io.latchkey.token.TokenFailure;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An answer of Zoom. Nothing of its body is ever quoted: an impostor may have written it. */
final class ZoomAnswer {

  private static final Pattern TRACKING_ID = Pattern.compile("[A-Za-z0-9_.;=-]{1,100}");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");

  /** The longest pause that is accepted, but for a daily limit: an answer may be forged. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(900);

  private final HttpResponse<byte[]> response;
  private final byte[] body;
  private final FlatJson json;

  ZoomAnswer(HttpResponse<byte[]> response) {
    this.response = response;
    // The JDK's client has no body for a proxy's answer to CONNECT.
    this.body = response.body() == null ? new byte[0] : response.body();
    this.json = FlatJson.parse(body);
  }

  int status() {
    return response.statusCode();
  }

  FlatJson json() {
    return json;
  }

  /** Describes the answer for the log: status, type, size and Zoom's tracking id. */
  String described() {
    String type = header("content-type").map(value -> value.split(";", 2)[0]).orElse("");
    return "%s answered %s, %s, %s bytes%s"
        .formatted(
            response.uri().getHost(),
            status(),
            type.matches("[A-Za-z0-9.+/-]{1,60}") ? type : "no type",
            body.length,
            trackingId());
  }

  /** Describes the answer by the code or error that Zoom gave. */
  String described(String code) {
    return "%s answered %s %s%s".formatted(response.uri().getHost(), status(), code, trackingId());
  }

  private String trackingId() {
    return header("x-zm-trackingid")
        .filter(id -> TRACKING_ID.matcher(id).matches())
        .map(id -> ", x-zm-trackingid " + id)
        .orElse("");
  }

  /** Returns the time of Zoom's clock at its answer. */
  Optional<Instant> date() {
    return header("date").flatMap(ZoomAnswer::httpDate);
  }

  /**
   * @throws ZoomCallException for a status of 500 or more: retryable at once, unless Zoom names a
   *     pause
   */
  void throwIfServerError() {
    if (status() < 500) {
      return;
    }
    TokenFailure failure =
        unavailable("Zoom is failing. Try again.").withRemedy(Remedies.failing(status()));
    throw failure.retryAfter().isPresent()
        ? new ZoomCallException(failure, ZoomOutcome.FAILING)
        : new ZoomCallException.Retryable(failure, ZoomOutcome.FAILING);
  }

  /** Returns a failure that lasts for as long as Zoom says. */
  TokenFailure unavailable(String advice) {
    return retryAfter()
        .<TokenFailure>map(pause -> TokenFailure.Unavailable.limited(advice, described(), pause))
        .orElseGet(() -> new TokenFailure.Unavailable(advice, described()));
  }

  /** Returns whether Zoom says that the limit is one of a day. */
  boolean dailyLimit() {
    return header("x-ratelimit-type")
        .filter(type -> type.toLowerCase(Locale.ROOT).contains("dai"))
        .isPresent();
  }

  /**
   * Reads {@code Retry-After}: seconds, a date (RFC 9110, 10.2.3), or an instant in ISO 8601, which
   * Zoom sends for daily limits. Anything else is ignored.
   *
   * @see <a href="https://developers.zoom.us/docs/api/rate-limits/">Zoom: rate limits</a>
   */
  private Optional<Duration> retryAfter() {
    Optional<String> asked = header("retry-after");
    Optional<Instant> instant = asked.flatMap(ZoomAnswer::isoInstant);
    boolean isDaily = status() == 429 && (instant.isPresent() || dailyLimit());
    return asked
        .flatMap(
            value ->
                SECONDS.matcher(value).matches()
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                    : instant
                        .or(() -> httpDate(value))
                        .map(then -> Duration.between(date().orElseGet(Instant::now), then)))
        .map(pause -> isDaily || pause.compareTo(MAX_PAUSE) <= 0 ? pause : MAX_PAUSE);
  }

  private static Optional<Instant> isoInstant(String value) {
    try {
      return Optional.of(OffsetDateTime.parse(value).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> httpDate(String value) {
    try {
      return Optional.of(ZonedDateTime.parse(value, RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Returns the first header of this name, without white space around it. */
  Optional<String> header(String name) {
    return response.headers().firstValue(name).map(String::strip);
  }
}
