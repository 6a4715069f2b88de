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
 * {@code GET /obf?token=…[&account=NAME][&user=USER][&meeting_id=NUMBER]}: answers an OBF token.
 * The token is single-use: it is minted for this request only. {@link CallerFilter} has
 * authenticated the caller before.
 */
@Path(Routes.OBF)
@ApplicationScoped
public class ObfResource {

  private TokenResponder answers;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public ObfResource() {}

  @Inject
  public ObfResource(TokenResponder answers) {
    this.answers = answers;
  }

  @GET
  @CallerOnly
  public CompletionStage<Response> obf(@Context SecurityContext security) {
    AdmittedRequest admitted = AdmittedRequest.of(security);
    TokenParameters parameters = new TokenParameters(TokenKind.OBF, admitted.query());
    return answers.answerOne(admitted, parameters, TokenFormat.TEXT);
  }
}
