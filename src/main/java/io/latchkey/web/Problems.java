package io.latchkey.web;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.util.stream.Collectors.joining;

import io.latchkey.caller.Refusal;
import io.latchkey.secret.Wordless;
import io.latchkey.service.MalformedParameter;
import io.latchkey.token.TokenFailure;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;

/**
 * The one place where a failure becomes a status: an answer in the form of RFC 9457 whose texts are
 * all our own, and a log line that carries its {@code instance}.
 *
 * <p>Thread-safe.
 */
@Dependent
public class Problems {

  public static final String PROBLEM_JSON = "application/problem+json";

  static final String WHAT_IS_THERE =
      "There is GET /zak, GET /obf, GET /join-token, GET /meetstream/zak, GET /meetstream/obf and"
          + " POST /attendee.";

  private static final System.Logger LOG = System.getLogger(Problems.class.getName());
  private static final int LONGEST_PAUSE = 900;
  private static final String WITHOUT_PROOF =
      "Send a valid callback token, as the query parameter token or as Authorization: Bearer,"
          + " and sign the request if that was agreed.";

  private final InstantSource clock;
  private final Strangers strangers;

  @Inject
  public Problems(InstantSource clock, Strangers strangers) {
    this.clock = clock;
    this.strangers = strangers;
  }

  /** The answer to a form that is not of a page of ours, or of an older session. */
  public Response foreignForm() {
    strangers.lost();
    return answer(403, "Forbidden", "Open /ops/status anew and use its button.", Strangers.INSTANCE)
        .build();
  }

  /** The answer to a request of our own check, which is that of {@link #unauthorized}. */
  public Response toBeacon() {
    return refused(WITHOUT_PROOF);
  }

  /** Tells of an address that is shut out from now on, which is not told so itself. */
  public void lockedOut(String address) {
    strangers.lockedOut(address);
  }

  /**
   * The answer to whoever has not proved to be a caller: the same, byte for byte, every time.
   *
   * @param why for those who count
   */
  public Response unauthorized(Refusal why) {
    strangers.refused(why);
    return refused(WITHOUT_PROOF);
  }

  /**
   * The answer to whoever is no operator.
   *
   * @param why for those who count
   */
  public Response noOperator(Refusal why) {
    strangers.refused(why);
    return refused("Send the operator token as Authorization: Bearer.");
  }

  private static Response refused(String detail) {
    return answer(401, "Unauthorized", detail, Strangers.INSTANCE)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"latchkey\"")
        .build();
  }

  /** The answer to a failure that nobody else tells. */
  Response of(Throwable thrown) {
    if (thrown instanceof CompletionException && thrown.getCause() != null) {
      return of(thrown.getCause());
    }
    if (thrown instanceof WebApplicationException refusal) {
      return ofContainer(refusal.getResponse());
    }
    if (thrown.getCause() instanceof URISyntaxException) {
      return ofContainer(Response.status(400).build());
    }
    if (thrown instanceof UncheckedIOException || thrown instanceof IOException) {
      return hungUp();
    }
    String instance = RequestTrace.of(null).instance();
    int status = status(thrown);
    if (status == 500) {
      LOG.log(ERROR, "500 for a request, " + instance, Wordless.of(thrown));
    } else {
      LOG.log(INFO, "%s for a request, %s: %s".formatted(status, instance, diagnosis(thrown)));
    }
    return of(thrown, instance);
  }

  /**
   * The answer to a failure of which the log is told by who asks.
   *
   * @param instance which stands there too
   */
  public Response of(Throwable thrown, String instance) {
    int status = status(thrown);
    return switch (status) {
      case 400 -> answer(400, "Bad Request", String.valueOf(thrown.getMessage()), instance).build();
      case 404 -> answer(404, "Not Found", advice(thrown), instance).build();
      case 502 -> answer(502, "Bad Gateway", advice(thrown), instance).build();
      case 503 ->
          answer(503, "Service Unavailable", advice(thrown), instance)
              .header(HttpHeaders.RETRY_AFTER, seconds(TokenFailure.of(thrown)))
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
  public static int status(Throwable thrown) {
    if (thrown instanceof TokenFailure failure) {
      return failure instanceof TokenFailure.Unknown
          ? 404
          : failure instanceof TokenFailure.Unavailable ? 503 : 502;
    }
    return thrown instanceof MalformedParameter ? 400 : 500;
  }

  /** What happened, for the log. */
  public static String diagnosis(Throwable thrown) {
    if (thrown instanceof TokenFailure failure) {
      return failure.diagnosis();
    }
    return thrown instanceof MalformedParameter
        ? String.valueOf(thrown.getMessage())
        : "a defect of Latchkey";
  }

  private static String advice(Throwable thrown) {
    return TokenFailure.of(thrown).advice();
  }

  private long seconds(TokenFailure failure) {
    Instant now = clock.instant();
    Duration pause = Duration.between(now, failure.heldUntil().orElse(now));
    return Math.max(1, Math.min(LONGEST_PAUSE, pause.plusMillis(999).toSeconds()));
  }

  /**
   * A path, method or header that no resource takes, or a host and path that make no URI, before
   * anybody has proved anything.
   */
  private Response ofContainer(Response refusal) {
    int status = refusal.getStatus();
    if (status == 404) {
      return nothingThere();
    }
    strangers.lost();
    return switch (status) {
      case 405 -> {
        String methods = methods(refusal);
        yield answer(405, "Method Not Allowed", "Use " + methods + ".", Strangers.INSTANCE)
            .header(HttpHeaders.ALLOW, methods)
            .build();
      }
      default -> {
        int narrowed = status >= 400 && status < 500 ? status : 500;
        yield answer(narrowed, title(narrowed), detail(narrowed), Strangers.INSTANCE).build();
      }
    };
  }

  /** The answer to a path at which there is nothing. */
  public Response nothingThere() {
    strangers.lost();
    return answer(404, "Not Found", WHAT_IS_THERE, Strangers.INSTANCE).build();
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

  /** Without a body, which a server would fail to write, and tell so in its log. */
  private Response hungUp() {
    strangers.lost();
    return Response.status(400).build();
  }

  /** Without those that JAX-RS makes up by itself, which we refuse. */
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
