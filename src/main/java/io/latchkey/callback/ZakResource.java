package io.latchkey.callback;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.token.ZakToken;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /zak?token=…[&account=NAME][&user=USER]}: the ZAK as plain text and nothing else,
 * whatever the caller says it accepts.
 *
 * <p>A caller who has to wait holds no thread of the server.
 */
@Path("zak")
@ApplicationScoped
public class ZakResource {

  private static final MediaType TEXT = MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8");

  private RequestQuery requestQuery;
  private MeetingTokens tokens;
  private Problems problems;
  private CallbackSettings settings;
  private InstantSource clock;
  private Executor replies;

  /** For the container's proxy; public, because RESTEasy wants to see one. */
  @SuppressWarnings("NullAway.Init")
  public ZakResource() {}

  /**
   * The resource.
   *
   * @param clock the core's
   * @param replies writes the answers that had to be waited for
   */
  @Inject
  public ZakResource(
      RequestQuery requestQuery,
      MeetingTokens tokens,
      Problems problems,
      CallbackSettings settings,
      InstantSource clock,
      Executor replies) {
    this.requestQuery = requestQuery;
    this.tokens = tokens;
    this.problems = problems;
    this.settings = settings;
    this.clock = clock;
    this.replies = replies;
  }

  @GET
  @CallerOnly
  public CompletionStage<Response> zak(@Context UriInfo uri) {
    Instant deadline = clock.instant().plus(settings.waitAtMost());
    Query query = requestQuery.read(uri);
    String account = query.single("account").map(ZakResource::account).orElse(Account.DEFAULT);
    Optional<UserId> user = query.single("user").map(ZakResource::user);
    var minted = tokens.zak(account, user, deadline).toCompletableFuture();
    return minted.isDone()
        ? minted.handle((zak, thrown) -> answer(zak, thrown, account, user))
        : minted.handleAsync((zak, thrown) -> answer(zak, thrown, account, user), replies);
  }

  /** JAX-RS would run GET for a HEAD, and that would mint. */
  @HEAD
  public Response head() {
    throw new NotAllowedException("GET");
  }

  /** JAX-RS would answer 200. */
  @OPTIONS
  public Response options() {
    throw new NotAllowedException("GET");
  }

  private Response answer(
      @Nullable ZakToken zak, @Nullable Throwable thrown, String account, Optional<UserId> user) {
    if (zak != null) {
      return Response.ok(zak.value().reveal(), TEXT).build();
    }
    return problems.of(
        thrown == null ? new IllegalStateException("neither token nor failure") : thrown,
        "ZAK of account " + account + user.map(named -> ", user " + named).orElse(""));
  }

  private static String account(String name) {
    if (name.isBlank()) {
      throw new MalformedParameter("account", "is empty");
    }
    return name;
  }

  private static UserId user(String text) {
    return UserId.parse(text)
        .orElseThrow(
            () ->
                new MalformedParameter(
                    "user", "must be a Zoom user id, an e-mail address (percent-encoded), or me"));
  }
}
