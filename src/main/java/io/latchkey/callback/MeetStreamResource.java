package io.latchkey.callback;

import io.latchkey.secret.Secret;
import io.latchkey.token.TokenKind;
import io.latchkey.web.RequestBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
  static final String BOT_ID = "X-Bot-Id";

  /** MeetStream does not document under which name its POST has the secret: all that are likely. */
  private static final List<String> TOKEN_NAMES = List.of("webhook_secret", "secret", "token");

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
      @PathParam("kind") String path,
      @HeaderParam(BOT_ID) @Nullable String bot,
      @Context SecurityContext security) {
    AdmittedRequest admitted = AdmittedRequest.of(security);
    TokenKind kind = TokenKind.parse(path).orElseThrow();
    TokenParameters parameters = new TokenParameters(kind, admitted.query(), bot, null);
    return answers.one(admitted, parameters, TokenFormat.TEXT);
  }

  @POST
  @CallerOnly
  public CompletionStage<Response> json(
      byte[] sent,
      @PathParam("kind") String path,
      @HeaderParam(BOT_ID) @Nullable String bot,
      @Context SecurityContext security) {
    AdmittedRequest admitted = AdmittedRequest.of(security);
    TokenKind kind = TokenKind.parse(path).orElseThrow();
    Optional<RequestBody> body = RequestBody.ifAny(sent);
    String botInBody = body.flatMap(json -> json.text("bot_id")).orElse(null);
    String meeting = body.flatMap(json -> json.text("meeting_number")).orElse(null);
    TokenParameters parameters =
        new TokenParameters(kind, admitted.query(), bot == null ? botInBody : bot, meeting);
    return answers.one(admitted, parameters, TokenFormat.JSON);
  }

  /** Returns whether MeetStream may have put the callback token into the body of this request. */
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
}
