package io.latchkey.callback;

import io.latchkey.token.TokenKind;
import io.latchkey.web.Routes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.concurrent.CompletionStage;

/**
 * {@code GET /access-token?token=…&account=NAME&grant=REFERENCE}: answers the access token of a
 * user who has consented, for a platform that calls Zoom's API itself. {@link CallerFilter} has
 * authenticated the caller before.
 *
 * @see <a href="https://docs.recall.ai/docs/zoom-oauth-integration">Recall.ai: Zoom OAuth, {@code
 *     access_token_callback_url}</a>
 */
@Path(Routes.ACCESS_TOKEN)
@ApplicationScoped
public class AccessTokenResource {

  private TokenResponder answers;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public AccessTokenResource() {}

  @Inject
  public AccessTokenResource(TokenResponder answers) {
    this.answers = answers;
  }

  @GET
  @CallerOnly
  public CompletionStage<Response> accessToken(@Context SecurityContext security) {
    AdmittedRequest admitted = AdmittedRequest.of(security);
    TokenParameters parameters = new TokenParameters(TokenKind.ACCESS_TOKEN, admitted.query());
    return answers.answerOne(admitted, parameters, TokenFormat.TEXT);
  }
}
