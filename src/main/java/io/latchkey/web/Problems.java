package io.latchkey.web;

import static java.util.stream.Collectors.joining;

import io.latchkey.service.MalformedParameter;
import io.latchkey.token.TokenFailure;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The one place where a failure becomes a status: an answer in the form of RFC 9457 whose texts are
 * all our own. Building an answer has no effect: who answers also counts and logs.
 *
 * <p>Thread-safe.
 */
@Dependent
public class Problems {

  public static final String PROBLEM_JSON = "application/problem+json";

  static final String WHAT_IS_THERE =
      "There is GET /zak, GET /obf, GET /join-token, GET /meetstream/zak, GET /meetstream/obf and"
          + " POST /attendee.";

  private static final int LONGEST_PAUSE = 900;

  private final InstantSource clock;

  /**
   * @param clock the core's, for {@code Retry-After}
   */
  @Inject
  public Problems(InstantSource clock) {
    this.clock = clock;
  }

  /** The answer to a form that no page of ours has sent, or one of an older session. */
  public Response foreignForm() {
    return answer(
            403,
            "Forbidden",
            "Open /ops/status anew and use its button.",
            RejectedRequests.INSTANCE)
        .build();
  }

  /** The answer to a request that no caller has authenticated: the same, byte for byte, always. */
  public Response unauthorized() {
    return unauthorized(
        "Send a valid callback token, as the query parameter token or as Authorization: Bearer,"
            + " and sign the request if that was agreed.");
  }

  /** The answer to a request that no operator has authenticated. */
  public Response notAnOperator() {
    return unauthorized("Send the operator token as Authorization: Bearer.");
  }

  private static Response unauthorized(String detail) {
    return answer(401, "Unauthorized", detail, RejectedRequests.INSTANCE)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"latchkey\"")
        .build();
  }

  /** The answer to a path at which there is nothing. */
  public Response notFound() {
    return answer(404, "Not Found", WHAT_IS_THERE, RejectedRequests.INSTANCE).build();
  }

  /**
   * The answer to a failure to give a token.
   *
   * @param instance the id that the log line of this request carries too
   */
  public Response ofFailure(Throwable failure, String instance) {
    return switch (status(failure)) {
      case 400 ->
          answer(400, "Bad Request", String.valueOf(failure.getMessage()), instance).build();
      case 404 -> answer(404, "Not Found", advice(failure), instance).build();
      case 502 -> answer(502, "Bad Gateway", advice(failure), instance).build();
      case 503 ->
          answer(503, "Service Unavailable", advice(failure), instance)
              .header(HttpHeaders.RETRY_AFTER, secondsUntilNextAttempt(TokenFailure.of(failure)))
              .build();
      default ->
          answer(
                  500,
                  "Internal Server Error",
                  "Latchkey failed; its log names this instance.",
                  instance)
              .build();
    };
  }

  /** The status of a failure to give a token. */
  public static int status(Throwable failure) {
    if (failure instanceof TokenFailure.Unknown) {
      return 404;
    }
    if (failure instanceof TokenFailure.Unavailable) {
      return 503;
    }
    if (failure instanceof TokenFailure) {
      return 502;
    }
    return failure instanceof MalformedParameter ? 400 : 500;
  }

  /** What happened, for the log. */
  public static String diagnosis(Throwable failure) {
    if (failure instanceof TokenFailure known) {
      return known.diagnosis();
    }
    return failure instanceof MalformedParameter
        ? String.valueOf(failure.getMessage())
        : "a defect of Latchkey";
  }

  private static String advice(Throwable failure) {
    return TokenFailure.of(failure).advice();
  }

  private long secondsUntilNextAttempt(TokenFailure failure) {
    Instant now = clock.instant();
    Duration pause = Duration.between(now, failure.nextAttemptAt().orElse(now));
    return Math.max(1, Math.min(LONGEST_PAUSE, pause.plusMillis(999).toSeconds()));
  }

  /**
   * The answer to what JAX-RS refuses by itself: a path, method or header that no resource takes.
   *
   * @param refusal what JAX-RS would have answered
   */
  Response ofContainer(Response refusal) {
    int status = refusal.getStatus();
    if (status == 404) {
      return notFound();
    }
    if (status == 405) {
      String methods = methods(refusal);
      return answer(405, "Method Not Allowed", "Use " + methods + ".", RejectedRequests.INSTANCE)
          .header(HttpHeaders.ALLOW, methods)
          .build();
    }
    // JAX-RS also throws 2xx and 3xx, which here would only hide a defect.
    int shown = status >= 400 && status < 500 ? status : 500;
    return answer(shown, title(shown), detail(shown), RejectedRequests.INSTANCE).build();
  }

  static String title(int status) {
    Response.Status known = Response.Status.fromStatusCode(status);
    return known == null ? "Refused" : known.getReasonPhrase();
  }

  /** What to do about a status that the container chose. */
  static String detail(int status) {
    return switch (status) {
      case 400 ->
          "The request cannot be read: look at its path, its query and its headers, which must be"
              + " those of HTTP/1.1, and percent-encode what is no letter or digit.";
      case 404 -> WHAT_IS_THERE;
      case 405 -> "Use GET, or POST where it is named. " + WHAT_IS_THERE;
      case 413, 414, 431 -> "The request is too long. Shorten its query and its headers.";
      case 415 -> "Send application/json.";
      default ->
          status < 500
              ? "The request cannot be answered. " + WHAT_IS_THERE
              : "The server failed; its log says why.";
    };
  }

  /** Without HEAD and OPTIONS, which JAX-RS adds by itself and Latchkey refuses. */
  private static String methods(Response refusal) {
    String methods =
        refusal.getAllowedMethods().stream()
            .filter(method -> method.equals("GET") || method.equals("POST"))
            .sorted()
            .collect(joining(", "));
    return methods.isEmpty() ? "GET" : methods;
  }

  private static Response.ResponseBuilder answer(
      int status, String title, String detail, String instance) {
    return Response.status(status).type(PROBLEM_JSON).entity(body(status, title, detail, instance));
  }

  static String body(int status, String title, String detail, String instance) {
    return Json.createObjectBuilder()
        .add("type", "about:blank")
        .add("title", title)
        .add("status", status)
        .add("detail", detail)
        .add("instance", instance)
        .build()
        .toString();
  }

  /** One line, in ASCII, however a caller spelled it. */
  public static String printable(String text) {
    String ascii = text.replaceAll("[^ -~]", "?");
    return ascii.length() <= 160 ? ascii : ascii.substring(0, 160) + "…";
  }
}
