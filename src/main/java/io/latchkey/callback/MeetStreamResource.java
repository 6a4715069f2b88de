package io.latchkey.callback;

import io.latchkey.secret.Secret;
import io.latchkey.token.TokenKind;
import io.latchkey.web.RequestBody;
import io.latchkey.web.Routes;
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
 * {@code /meetstream/zak} and {@code /meetstream/obf}. MeetStream first asks by GET, which is
 * answered as text. If MeetStream cannot read that answer, it asks by POST, which is answered as
 * JSON.
 *
 * @see <a href="https://docs.meetstream.ai/">MeetStream</a>
 */
@Path(Routes.MEETSTREAM + "{kind: " + Routes.ZAK + "|" + Routes.OBF + "}")
@ApplicationScoped
public class MeetStreamResource {

  static final String BOT_ID = "X-Bot-Id";

  /**
   * The likely names of the callback token in the body of MeetStream's POST, which are not
   * documented.
   */
  private static final List<String> TOKEN_NAMES = List.of("webhook_secret", "secret", "token");

  private TokenResponder answers;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public MeetStreamResource() {}

  @Inject
  public MeetStreamResource(TokenResponder answers) {
    this.answers = answers;
  }

  @GET
  @CallerOnly
  public CompletionStage<Response> answerGetAsText(
      @PathParam("kind") String path,
      @HeaderParam(BOT_ID) @Nullable String bot,
      @Context SecurityContext security) {
    AdmittedRequest admitted = AdmittedRequest.of(security);
    TokenKind kind = TokenKind.parse(path).orElseThrow();
    TokenParameters parameters = new TokenParameters(kind, admitted.query(), bot, null);
    return answers.answerOne(admitted, parameters, TokenFormat.TEXT);
  }

  @POST
  @CallerOnly
  public CompletionStage<Response> answerPostAsJson(
      byte[] sent,
      @PathParam("kind") String path,
      @HeaderParam(BOT_ID) @Nullable String bot,
      @Context SecurityContext security) {
    AdmittedRequest admitted = AdmittedRequest.of(security);
    TokenKind kind = TokenKind.parse(path).orElseThrow();
    // An unreadable body does not fail the request: the query and the headers may say everything.
    Optional<RequestBody> body = RequestBody.tryParse(sent);
    String botInBody = body.flatMap(json -> json.text("bot_id")).orElse(null);
    String meeting = body.flatMap(json -> json.text("meeting_number")).orElse(null);
    TokenParameters parameters =
        new TokenParameters(
            kind, admitted.query(), bot == null || bot.isBlank() ? botInBody : bot, meeting);
    return answers.answerOne(admitted, parameters, TokenFormat.JSON);
  }

  /** Returns whether MeetStream may have put the callback token into the body of this request. */
  static boolean mayHoldToken(ContainerRequestContext request) {
    return request.getMethod().equals("POST")
        // Some JAX-RS implementations begin the path with a slash, others do not.
        && request.getUriInfo().getPath().replaceFirst("^/", "").startsWith(Routes.MEETSTREAM);
  }

  /**
   * Returns the callback token in a body, without white space around it; empty if the body has
   * none.
   */
  static Optional<Secret> tokenIn(byte[] sent) {
    return RequestBody.tryParse(sent)
        .flatMap(json -> TOKEN_NAMES.stream().flatMap(name -> json.text(name).stream()).findFirst())
        .filter(text -> !text.isBlank())
        .map(text -> Secret.of(text.strip()));
  }
}
