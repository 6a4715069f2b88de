package io.latchkey.callback;

import io.latchkey.token.TokenKind;
import io.latchkey.web.GetAlone;
import io.latchkey.web.Proved;
import io.latchkey.web.RequestQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code GET /zak?token=…[&account=NAME][&user=USER][&meeting_id=NUMBER][&bot=NAME]}: a ZAK. */
@Path("zak")
@ApplicationScoped
public class ZakResource extends GetAlone {

  private RequestQuery query;
  private TokenAnswers answers;

  /** For the container's proxy; public, because RESTEasy wants to see one. */
  @SuppressWarnings("NullAway.Init")
  public ZakResource() {}

  @Inject
  public ZakResource(RequestQuery query, TokenAnswers answers) {
    this.query = query;
    this.answers = answers;
  }

  @GET
  @CallerOnly
  public CompletionStage<Response> zak(@Context UriInfo uri, @Context SecurityContext security) {
    return answers.one(
        Proved.found(security, AdmittedRequest.class),
        TokenKind.ZAK,
        () -> TokenQuery.of(TokenKind.ZAK, query.read(uri), Optional.empty()),
        TokenAnswers::text);
  }
}
