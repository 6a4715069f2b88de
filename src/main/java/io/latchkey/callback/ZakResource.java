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

/** {@code GET /zak?token=…[&account=NAME][&user=USER][&meeting_id=NUMBER][&bot=NAME]}: a ZAK. */
@Path("zak")
@ApplicationScoped
public class ZakResource {

  private TokenAnswers answers;

  /** For the container's proxy; public, because RESTEasy wants to see one. */
  @SuppressWarnings("NullAway.Init")
  public ZakResource() {}

  @Inject
  public ZakResource(TokenAnswers answers) {
    this.answers = answers;
  }

  @GET
  @CallerOnly
  public CompletionStage<Response> zak(@Context SecurityContext security) {
    AdmittedRequest admitted = AdmittedRequest.of(security);
    TokenParameters parameters = new TokenParameters(TokenKind.ZAK, admitted.query());
    return answers.one(admitted, parameters, TokenFormat.TEXT);
  }
}
