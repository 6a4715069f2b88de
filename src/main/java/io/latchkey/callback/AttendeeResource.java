package io.latchkey.callback;

import static java.lang.System.Logger.Level.INFO;

import io.latchkey.account.MeetingId;
import io.latchkey.caller.Admission;
import io.latchkey.secret.Secret;
import io.latchkey.service.MalformedParameter;
import io.latchkey.service.TokenRequest;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code POST /attendee?kinds=zak,obf[&token=…][&account=NAME][&user=USER]}: all tokens that
 * Attendee's bot is to have, in one answer. What cannot be had is left out; only if nothing can be
 * had is the answer a failure.
 *
 * @see <a href="https://docs.attendee.dev/api-reference">Attendee: zoom_tokens_url</a>
 */
@Path("attendee")
@ApplicationScoped
public class AttendeeResource {

  private static final System.Logger LOG = System.getLogger(AttendeeResource.class.getName());
  private static final Pattern IN_URL =
      Pattern.compile("/(?:j|s|wc|wc/join)/(\\d{9,15})(?:[/?#]|$)");

  /**
   * One of the tokens.
   *
   * @param field of the answer, where there is a token
   */
  private record Part(String field, Optional<Secret> token, Optional<Throwable> failure) {}

  private RequestQuery query;
  private TokenAnswers answers;
  private Problems problems;

  /** For the container's proxy; public, because RESTEasy wants to see one. */
  @SuppressWarnings("NullAway.Init")
  public AttendeeResource() {}

  @Inject
  public AttendeeResource(RequestQuery query, TokenAnswers answers, Problems problems) {
    this.query = query;
    this.answers = answers;
    this.problems = problems;
  }

  @POST
  @CallerOnly
  public CompletionStage<Response> tokens(
      byte[] body, @Context UriInfo uri, @Context SecurityContext security) {
    Admission admission = AdmittedCaller.of(security);
    Instant deadline = answers.deadline();
    List<CompletableFuture<Part>> parts = new ArrayList<>();
    for (TokenRequest request : requests(query.read(uri), RequestBody.of(body))) {
      parts.add(part(admission, request, deadline));
    }
    return answers.answered(
        CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)),
        (nothing, thrown) ->
            answer(parts.stream().map(CompletableFuture::join).toList(), admission));
  }

  /** JAX-RS would answer 200. */
  @OPTIONS
  public Response options() {
    throw new NotAllowedException("POST");
  }

  private static List<TokenRequest> requests(Query query, RequestBody body) {
    Optional<MeetingId> meeting = body.text("meeting_url").flatMap(AttendeeResource::meeting);
    List<TokenRequest> requests = new ArrayList<>();
    for (TokenKind kind : kinds(query)) {
      TokenRequest asked = TokenQuery.of(kind, query, body.text("bot_id"));
      requests.add(
          new TokenRequest(
              kind,
              asked.account(),
              asked.user(),
              asked.meeting().or(() -> meeting),
              asked.bot(),
              asked.bypassWaitingRoom()));
    }
    return requests;
  }

  private static List<TokenKind> kinds(Query query) {
    return Pattern.compile(",")
        .splitAsStream(query.single("kinds").orElse(TokenKind.ZAK.text()))
        .map(
            text ->
                TokenKind.parse(text)
                    .orElseThrow(
                        () -> new MalformedParameter("kinds", "must be of zak, obf, join-token")))
        .distinct()
        .toList();
  }

  /** The number in the link of an invitation; a personal link has none. */
  static Optional<MeetingId> meeting(String url) {
    Matcher number = IN_URL.matcher(url);
    return number.find() ? MeetingId.parse(number.group(1)) : Optional.empty();
  }

  private CompletableFuture<Part> part(
      Admission admission, TokenRequest request, Instant deadline) {
    String field = field(request.kind());
    return answers
        .serve(admission, request, deadline)
        .handle(
            (served, thrown) ->
                served == null
                    ? failed(field, request, admission, TokenAnswers.whatWentWrong(thrown))
                    : new Part(field, Optional.of(served.value()), Optional.empty()))
        .toCompletableFuture();
  }

  private static Part failed(
      String field, TokenRequest request, Admission admission, Throwable failure) {
    LOG.log(
        INFO,
        "%s: left out, %s"
            .formatted(
                TokenAnswers.told(request, admission), TokenFailure.of(failure).diagnosis()));
    return new Part(field, Optional.empty(), Optional.of(failure));
  }

  private Response answer(List<Part> parts, Admission admission) {
    JsonObjectBuilder tokens = Json.createObjectBuilder();
    for (Part part : parts) {
      part.token().ifPresent(token -> tokens.add(part.field(), token.reveal()));
    }
    Optional<Throwable> failure =
        parts.stream().flatMap(part -> part.failure().stream()).findFirst();
    boolean nothing = parts.stream().allMatch(part -> part.token().isEmpty());
    return nothing && failure.isPresent()
        ? problems.of(failure.get(), "tokens for Attendee, caller " + admission.caller())
        : Response.ok(tokens.build().toString(), MediaType.APPLICATION_JSON_TYPE).build();
  }

  /** What Attendee hands to Zoom's SDK, under the SDK's names. */
  private static String field(TokenKind kind) {
    return switch (kind) {
      case ZAK -> "zak_token";
      case OBF -> "onbehalf_token";
      case JOIN_TOKEN -> "app_privilege_token";
    };
  }
}
