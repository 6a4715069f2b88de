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
 * Builds the answer to every failure, in the form of RFC 9457. Latchkey writes all texts of an
 * answer itself. This is the only place where a failure becomes a status. Building an answer has no
 * effect: counting and logging are left to the class that sends it.
 *
 * <p>Thread-safe.
 */
@Dependent
public class Problems {

  public static final String PROBLEM_JSON = "application/problem+json";

  /** The longest {@code Retry-After}, in seconds. */
  private static final int LONGEST_PAUSE = 900;

  private final InstantSource clock;

  /**
   * @param clock the monotonic clock, for {@code Retry-After}
   */
  @Inject
  public Problems(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Returns the answer to a form that no page of Latchkey has sent, or a page of an older session.
   */
  public Response foreignForm() {
    return answer(
            403,
            "Forbidden",
            "Open /ops/status anew and use its button.",
            RejectedRequests.INSTANCE)
        .build();
  }

  /**
   * Returns the answer to a request that no caller has authenticated. It is always the same, byte
   * for byte, so that it shows no reason.
   */
  public Response unauthorized() {
    return unauthorized(
        "Send a valid callback token, as the query parameter token or as Authorization: Bearer,"
            + " and sign the request if that was agreed.");
  }

  /** Returns the answer to a request that no operator has authenticated. */
  public Response notAnOperator() {
    return unauthorized("Send the right operator token as Authorization: Bearer.");
  }

  /** Returns the answer to an event that Zoom has not signed. */
  public Response notSignedByZoom() {
    return unauthorized("Sign the event as Zoom does, with the secret token of the webhook.");
  }

  /** Returns the answer to a request of somebody who is known, but which cannot be understood. */
  public Response malformed(String detail) {
    return answer(400, "Bad Request", detail, RejectedRequests.INSTANCE).build();
  }

  /** Returns the answer to a request that must be sent again. */
  public Response laterOn(String detail, Duration pause) {
    return answer(503, "Service Unavailable", detail, RejectedRequests.INSTANCE)
        .header(HttpHeaders.RETRY_AFTER, pause.toSeconds())
        .build();
  }

  private static Response unauthorized(String detail) {
    return answer(401, "Unauthorized", detail, RejectedRequests.INSTANCE)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"latchkey\"")
        .build();
  }

  /** Returns the answer to a path at which nothing is served. */
  public Response notFound() {
    return answer(404, "Not Found", Routes.HINT, RejectedRequests.INSTANCE).build();
  }

  /**
   * Returns the answer to a failure to obtain a token.
   *
   * @param instance the id that the log line of this request carries too
   */
  public Response ofFailure(Throwable failure, String instance) {
    return switch (status(failure)) {
      case 400 ->
          answer(400, "Bad Request", String.valueOf(failure.getMessage()), instance).build();
      case 404 -> answer(404, "Not Found", advice(failure), instance).build();
      case 409 -> answer(409, "Conflict", advice(failure), instance).build();
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

  /** Returns the status of a failure to obtain a token. */
  public static int status(Throwable failure) {
    if (failure instanceof TokenFailure.Unknown) {
      return 404;
    }
    if (failure instanceof TokenFailure.Unavailable) {
      return 503;
    }
    if (failure instanceof TokenFailure.Ended) {
      return 409;
    }
    if (failure instanceof TokenFailure) {
      return 502;
    }
    return failure instanceof MalformedParameter ? 400 : 500;
  }

  /** Returns what happened, for the log. */
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
    // Rounded up to whole seconds, so that nobody comes back before the pause is over.
    return Math.max(1, Math.min(LONGEST_PAUSE, pause.plusMillis(999).toSeconds()));
  }

  /**
   * Returns the answer to a request that JAX-RS refuses by itself, because no resource takes its
   * path, method or header.
   *
   * @param refusal the answer that JAX-RS would have given
   */
  Response ofJaxRs(Response refusal) {
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
    // JAX-RS also throws 2xx and 3xx. No request expects them here, so they would hide a defect.
    int shown = status >= 400 && status < 500 ? status : 500;
    return answer(shown, title(shown), detail(shown), RejectedRequests.INSTANCE).build();
  }

  static String title(int status) {
    Response.Status known = Response.Status.fromStatusCode(status);
    return known == null ? "Refused" : known.getReasonPhrase();
  }

  /** Returns what the client can do about a status that the container chose. */
  static String detail(int status) {
    return switch (status) {
      case 400 ->
          "The request cannot be read: look at its path, its query and its headers, which must be"
              + " those of HTTP/1.1, and percent-encode what is no letter or digit.";
      case 404 -> Routes.HINT;
      case 405 -> "Use GET, or POST where it is named. " + Routes.HINT;
      case 413, 414, 431 -> "The request is too long. Shorten its query and its headers.";
      case 415 -> "Send application/json.";
      default ->
          status < 500
              ? "The request cannot be answered. " + Routes.HINT
              : "The server failed; its log says why.";
    };
  }

  /**
   * Returns the allowed methods, without HEAD and OPTIONS: JAX-RS adds these two, but Latchkey
   * refuses them.
   */
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

  /**
   * Returns a text in one line: characters outside printable ASCII become question marks, and
   * everything after 160 characters becomes an ellipsis.
   */
  public static String printable(String text) {
    String ascii = text.replaceAll("[^ -~]", "?");
    return ascii.length() <= 160 ? ascii : ascii.substring(0, 160) + "…";
  }
}
