package io.latchkey.callback;

import io.latchkey.token.TokenKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.concurrent.CompletionStage;

/**
 * {@code GET /join-token?token=…&meeting_id=NUMBER[&account=NAME][&bypass_waiting_room=true]}: a
 * join token for local recording, minted for this request alone.
 */
@Path("join-token")
@ApplicationScoped
public class JoinTokenResource {

  private TokenAnswers answers;

  /** For the container's proxy; public, because RESTEasy wants to see one. */
  @SuppressWarnings("NullAway.Init")
  public JoinTokenResource() {}

  @Inject
  public JoinTokenResource(TokenAnswers answers) {
    this.answers = answers;
  }

  @GET
  @CallerOnly
  public CompletionStage<Response> joinToken(@Context SecurityContext security) {
    AdmittedRequest admitted = AdmittedRequest.of(security);
    TokenParameters parameters = new TokenParameters(TokenKind.JOIN_TOKEN, admitted.query());
    return answers.one(admitted, parameters, TokenFormat.TEXT);
  }
}
