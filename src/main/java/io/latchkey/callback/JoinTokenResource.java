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
 * {@code GET /join-token?token=…&meeting_id=NUMBER[&account=NAME][&bypass_waiting_room=true]}:
 * answers a join token for local recording. The token is single-use: it is minted for this request
 * only. {@link CallerFilter} has authenticated the caller before.
 */
@Path(Routes.JOIN_TOKEN)
@ApplicationScoped
public class JoinTokenResource {

  private TokenResponder answers;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public JoinTokenResource() {}

  @Inject
  public JoinTokenResource(TokenResponder answers) {
    this.answers = answers;
  }

  @GET
  @CallerOnly
  public CompletionStage<Response> joinToken(@Context SecurityContext security) {
    AdmittedRequest admitted = AdmittedRequest.of(security);
    TokenParameters parameters = new TokenParameters(TokenKind.JOIN_TOKEN, admitted.query());
    return answers.answerOne(admitted, parameters, TokenFormat.TEXT);
  }
}
