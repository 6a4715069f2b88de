package io.latchkey.callback;

import io.latchkey.secret.Secret;
import io.latchkey.token.TokenKind;
import io.latchkey.web.Proved;
import io.latchkey.web.RequestBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /meetstream/zak} and {@code /meetstream/obf}: what MeetStream asks for by GET, as text,
 * and if it could not read that by POST, as JSON.
 *
 * @see <a href="https://docs.meetstream.ai/">MeetStream</a>
 */
@Path(MeetStreamResource.ROOT + "{kind: zak|obf}")
@ApplicationScoped
public class MeetStreamResource {

  static final String ROOT = "meetstream/";

  /** MeetStream does not document under which name its POST has the secret: all that are likely. */
  private static final List<String> TOKEN_NAMES = List.of("webhook_secret", "secret", "token");

  private static final String[] MORE = {"POST"};

  private TokenAnswers answers;

  /** For the container's proxy; public, because RESTEasy wants to see one. */
  @SuppressWarnings("NullAway.Init")
  public MeetStreamResource() {}

  @Inject
  public MeetStreamResource(TokenAnswers answers) {
    this.answers = answers;
  }

  @GET
  @CallerOnly
  public CompletionStage<Response> text(
      @PathParam("kind") String kind,
      @HeaderParam("X-Bot-Id") @Nullable String bot,
      @Context SecurityContext security) {
    return one(kind, Optional.ofNullable(bot), Optional.empty(), security, TokenAnswers::text);
  }

  @POST
  @CallerOnly
  public CompletionStage<Response> json(
      byte[] sent,
      @PathParam("kind") String kind,
      @HeaderParam("X-Bot-Id") @Nullable String bot,
      @Context SecurityContext security) {
    Optional<RequestBody> body = RequestBody.ifAny(sent);
    return one(
        kind,
        Optional.ofNullable(bot).or(() -> body.flatMap(json -> json.text("bot_id"))),
        body.flatMap(json -> json.text("meeting_number")),
        security,
        MeetStreamResource::inJson);
  }

  /** Whether MeetStream may have put the callback token into the body of this request. */
  static boolean mayHoldToken(ContainerRequestContext request) {
    return request.getMethod().equals("POST")
        && request.getUriInfo().getPath().replaceFirst("^/", "").startsWith(ROOT);
  }

  /** The callback token that the body holds, if it holds one. */
  static Optional<Secret> tokenIn(byte[] sent) {
    return RequestBody.ifAny(sent)
        .flatMap(json -> TOKEN_NAMES.stream().flatMap(name -> json.text(name).stream()).findFirst())
        .filter(text -> !text.isBlank())
        .map(text -> Secret.of(text.strip()));
  }

  private CompletionStage<Response> one(
      String path,
      Optional<String> bot,
      Optional<String> meeting,
      SecurityContext security,
      Function<Secret, Response> form) {
    TokenKind kind = TokenKind.parse(path).orElseThrow();
    return answers.one(
        Proved.found(security, AdmittedRequest.class),
        kind,
        query -> TokenQuery.of(kind, query, bot, meeting),
        form);
  }

  private static Response inJson(Secret token) {
    return Response.ok(
            Json.createObjectBuilder().add("token", token.reveal()).build().toString(),
            MediaType.APPLICATION_JSON_TYPE)
        .build();
  }

  /** JAX-RS would run GET for a HEAD, and that would mint. */
  @HEAD
  public Response head() {
    throw new NotAllowedException("GET", MORE);
  }

  /** JAX-RS would answer 200. */
  @OPTIONS
  public Response options() {
    throw new NotAllowedException("GET", MORE);
  }
}
