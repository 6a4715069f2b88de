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

/** What Zoom answered, read with mistrust: of the body nothing is ever quoted. */
final class ZoomAnswer {

  private static final Pattern TRACKING_ID = Pattern.compile("[A-Za-z0-9_.;=-]{1,100}");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");

  /** More is believed only of a limit of a day: an impostor in Zoom's place may write anything. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(900);

  private final HttpResponse<byte[]> response;
  private final byte[] body;
  private final FlatJson json;

  ZoomAnswer(HttpResponse<byte[]> response) {
    this.response = response;
    // The JDK's client has null for what a proxy answered to CONNECT.
    this.body = response.body() == null ? new byte[0] : response.body();
    this.json = FlatJson.parse(body);
  }

  int status() {
    return response.statusCode();
  }

  FlatJson json() {
    return json;
  }

  /** What is known of the answer, for the log: status, type, size and Zoom's tracking id. */
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

  /** As {@link #described}, with the code or error that Zoom gave. */
  String described(String code) {
    return "%s answered %s %s%s".formatted(response.uri().getHost(), status(), code, trackingId());
  }

  private String trackingId() {
    return header("x-zm-trackingid")
        .filter(id -> TRACKING_ID.matcher(id).matches())
        .map(id -> ", x-zm-trackingid " + id)
        .orElse("");
  }

  /** Zoom's clock when it answered. */
  Optional<Instant> date() {
    return header("date").flatMap(ZoomAnswer::httpDate);
  }

  /** Repeated at once, unless Zoom asks to be left alone. */
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

  /** Unavailable, for as long as Zoom says. */
  TokenFailure unavailable(String advice) {
    return retryAfter()
        .<TokenFailure>map(pause -> TokenFailure.Unavailable.limited(advice, described(), pause))
        .orElseGet(() -> new TokenFailure.Unavailable(advice, described()));
  }

  /** Whether Zoom says that the limit is one of a day. */
  boolean dailyLimit() {
    return header("x-ratelimit-type")
        .filter(type -> type.toLowerCase(Locale.ROOT).contains("dai"))
        .isPresent();
  }

  /**
   * Seconds or a date (RFC 9110, 10.2.3), or an instant as ISO 8601 writes it, which Zoom sends for
   * limits of a day; anything else counts as none.
   *
   * @see <a href="https://developers.zoom.us/docs/api/rate-limits/">Zoom: rate limits</a>
   */
  private Optional<Duration> retryAfter() {
    Optional<String> asked = header("retry-after");
    Optional<Instant> instant = asked.flatMap(ZoomAnswer::isoInstant);
    boolean ofADay = status() == 429 && (instant.isPresent() || dailyLimit());
    return asked
        .flatMap(
            value ->
                SECONDS.matcher(value).matches()
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                    : instant
                        .or(() -> httpDate(value))
                        .map(then -> Duration.between(date().orElseGet(Instant::now), then)))
        .map(pause -> ofADay || pause.compareTo(LONGEST_PAUSE) <= 0 ? pause : LONGEST_PAUSE);
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

  /** As it came, without white space around it. */
  Optional<String> header(String name) {
    return response.headers().firstValue(name).map(String::strip);
  }
}
