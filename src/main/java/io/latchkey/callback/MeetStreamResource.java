package io.latchkey.callback;

import io.latchkey.secret.Secret;
import io.latchkey.token.TokenKind;
import io.latchkey.web.Proved;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
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
@Path("meetstream/{kind: zak|obf}")
@ApplicationScoped
public class MeetStreamResource {

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
    return one(kind, bot, security, TokenAnswers::text);
  }

  @POST
  @CallerOnly
  public CompletionStage<Response> json(
      @PathParam("kind") String kind,
      @HeaderParam("X-Bot-Id") @Nullable String bot,
      @Context SecurityContext security) {
    return one(kind, bot, security, MeetStreamResource::inJson);
  }

  private CompletionStage<Response> one(
      String path,
      @Nullable String bot,
      SecurityContext security,
      Function<Secret, Response> form) {
    TokenKind kind = TokenKind.parse(path).orElseThrow();
    return answers.one(
        Proved.found(security, AdmittedRequest.class),
        kind,
        query -> TokenQuery.of(kind, query, Optional.ofNullable(bot)),
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
