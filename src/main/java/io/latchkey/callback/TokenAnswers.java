package io.latchkey.callback;

import static java.lang.System.Logger.Level.INFO;

import io.latchkey.caller.Admission;
import io.latchkey.secret.Secret;
import io.latchkey.service.Served;
import io.latchkey.service.TokenRequest;
import io.latchkey.service.TokenService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks for tokens and answers them in time. A caller who has to wait holds no thread of the server.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class TokenAnswers {

  private static final System.Logger LOG = System.getLogger(TokenAnswers.class.getName());
  private static final MediaType TEXT = MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8");

  private TokenService service;
  private Problems problems;
  private CallbackSettings settings;
  private InstantSource clock;
  private Executor replies;

  /** For the container's proxy. */
  @SuppressWarnings("NullAway.Init")
  protected TokenAnswers() {}

  /**
   * Answers.
   *
   * @param clock the core's
   * @param replies writes the answers that had to be waited for
   */
  @Inject
  public TokenAnswers(
      TokenService service,
      Problems problems,
      CallbackSettings settings,
      InstantSource clock,
      Executor replies) {
    this.service = service;
    this.problems = problems;
    this.settings = settings;
    this.clock = clock;
    this.replies = replies;
  }

  /** The token as plain text and nothing else, whatever the caller says it accepts. */
  static Response text(Secret token) {
    return Response.ok(token.reveal(), TEXT).build();
  }

  /** One token, in a form; a failure as a problem. */
  CompletionStage<Response> one(
      Admission admission, TokenRequest request, Function<Secret, Response> form) {
    return answered(
        serve(admission, request, deadline()),
        (served, thrown) ->
            served == null
                ? problems.of(whatWentWrong(thrown), told(request, admission))
                : form.apply(served.value()));
  }

  /** By when the answer to a request that has just come is to be written. */
  Instant deadline() {
    return clock.instant().plus(settings.waitAtMost());
  }

  CompletionStage<Served> serve(Admission admission, TokenRequest request, Instant deadline) {
    return service
        .serve(admission, request, deadline)
        .thenApply(
            served -> {
              served
                  .member()
                  .ifPresent(
                      member -> LOG.log(INFO, told(request, admission) + ": pool gives " + member));
              return served;
            });
  }

  /** Writes the answer at once if there is one, else on a thread for that. */
  <T extends @Nullable Object> CompletionStage<Response> answered(
      CompletionStage<T> stage, BiFunction<@Nullable T, @Nullable Throwable, Response> answer) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    return future.isDone() ? future.handle(answer) : future.handleAsync(answer, replies);
  }

  static Throwable whatWentWrong(@Nullable Throwable thrown) {
    return thrown == null ? new IllegalStateException("neither token nor failure") : thrown;
  }

  /** What was asked for, for the log. */
  static String told(TokenRequest request, Admission admission) {
    return Problems.printable(
        "%s of account %s%s, caller %s"
            .formatted(
                request.kind().title(),
                request.account().orElse("default"),
                request.user().map(user -> ", user " + user).orElse(""),
                admission.caller()));
  }
}
