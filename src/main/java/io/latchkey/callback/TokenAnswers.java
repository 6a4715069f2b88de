package io.latchkey.callback;

import io.latchkey.secret.Secret;
import io.latchkey.service.MalformedParameter;
import io.latchkey.service.Served;
import io.latchkey.service.TokenRequest;
import io.latchkey.service.TokenService;
import io.latchkey.token.TokenKind;
import io.latchkey.token.Waiter;
import io.latchkey.token.ZakToken;
import io.latchkey.web.Problems;
import io.latchkey.web.Query;
import io.latchkey.web.RequestSettings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks for tokens, answers them in time, and tells what became of each. A caller who has to wait
 * holds no thread of the server.
 *
 * <p>Thread-safe.
 */
@Dependent
public class TokenAnswers {

  private static final MediaType TEXT = MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8");

  private final TokenService service;
  private final Problems problems;
  private final RequestSettings settings;
  private final CallbackEvents events;
  private final InstantSource clock;
  private final Executor replies;

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
      RequestSettings settings,
      CallbackEvents events,
      InstantSource clock,
      Executor replies) {
    this.service = service;
    this.problems = problems;
    this.settings = settings;
    this.events = events;
    this.clock = clock;
    this.replies = replies;
  }

  /** The token as plain text and nothing else, whatever the caller says it accepts. */
  static Response text(Secret token) {
    return Response.ok(token.reveal(), TEXT).build();
  }

  /**
   * One token, in a form; a failure as a problem.
   *
   * @param reads what is asked for out of the query; may throw {@link MalformedParameter}
   */
  CompletionStage<Response> one(
      AdmittedRequest admitted,
      TokenKind kind,
      Function<Query, TokenRequest> reads,
      Function<Secret, Response> form) {
    return answered(
        serve(admitted, kind, reads),
        outcome -> outcome.token().map(form).orElseGet(() -> problem(admitted, outcome.failure())));
  }

  /** What became of a request for one token; never fails. Told of by {@link #answered} alone. */
  CompletionStage<Outcome> serve(
      AdmittedRequest admitted, TokenKind kind, Function<Query, TokenRequest> reads) {
    return CompletableFuture.completedStage(admitted.query())
        .thenCompose(query -> serve(admitted, reads.apply(query)))
        .exceptionally(
            thrown ->
                failed(
                    admitted,
                    kind,
                    Optional.empty(),
                    kind.title() + from(admitted),
                    whatWentWrong(thrown)));
  }

  private CompletionStage<Outcome> serve(AdmittedRequest admitted, TokenRequest request) {
    Waiter waiter =
        new Waiter(admitted.since().plus(settings.waitAtMost()), admitted.trace().toString());
    return service
        .serve(admitted.admission(), request, waiter)
        .handle(
            (served, thrown) ->
                served == null
                    ? failed(admitted, request, whatWentWrong(thrown))
                    : given(admitted, request, served));
  }

  private Outcome given(AdmittedRequest admitted, TokenRequest request, Served served) {
    Instant now = clock.instant();
    String account = service.account(admitted.admission(), request);
    return new Outcome(
        Optional.of(served.value()),
        Optional.empty(),
        new AnsweredCallback(
            admitted.admission().caller(),
            request.kind(),
            Optional.of(account),
            asked(request, account) + from(admitted),
            Response.Status.OK.getStatusCode(),
            Optional.of(served.origin()),
            served.member().map(Object::toString),
            served.token() instanceof ZakToken zak
                ? Optional.of(Duration.between(now, zak.expiresAt()))
                : Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.between(admitted.since(), now),
            admitted.trace()));
  }

  /** What becomes of a request that cannot be read. */
  Outcome malformed(AdmittedRequest admitted, TokenKind kind, MalformedParameter malformed) {
    return failed(admitted, kind, Optional.empty(), kind.title() + from(admitted), malformed);
  }

  private Outcome failed(AdmittedRequest admitted, TokenRequest request, Throwable failure) {
    String account = service.account(admitted.admission(), request);
    String user = request.user().map(named -> ", user " + named).orElse("");
    return failed(
        admitted,
        request.kind(),
        Optional.of(account).filter(service::knows),
        Problems.printable(asked(request, account) + user) + from(admitted),
        failure);
  }

  private Outcome failed(
      AdmittedRequest admitted,
      TokenKind kind,
      Optional<String> account,
      String asked,
      Throwable failure) {
    int status = Problems.status(failure);
    return new Outcome(
        Optional.empty(),
        Optional.of(failure),
        new AnsweredCallback(
            admitted.admission().caller(),
            kind,
            account,
            asked,
            status,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Problems.diagnosis(failure)),
            Optional.of(failure).filter(defect -> status == 500),
            Duration.between(admitted.since(), clock.instant()),
            admitted.trace()));
  }

  private static String asked(TokenRequest request, String account) {
    return request.kind().title() + " of account " + account;
  }

  private static String from(AdmittedRequest admitted) {
    return ", caller " + admitted.admission().caller();
  }

  /** The answer to a failure. */
  Response problem(AdmittedRequest admitted, Optional<Throwable> failure) {
    return problems.of(whatWentWrong(failure.orElse(null)), admitted.trace().instance());
  }

  /** Writes an answer, and tells of it: at once if it is there, else on a thread for that. */
  CompletionStage<Response> answered(
      CompletionStage<Outcome> stage, Function<Outcome, Response> answer) {
    return whenThere(stage, outcome -> told(List.of(outcome), answer.apply(outcome)));
  }

  /** As {@link #answered}, for several tokens in one answer. */
  CompletionStage<Response> allAnswered(
      List<CompletionStage<Outcome>> stages, Function<List<Outcome>, Response> answer) {
    CompletionStage<List<Outcome>> all = CompletableFuture.completedStage(List.of());
    for (CompletionStage<Outcome> stage : stages) {
      all =
          all.thenCombine(
              stage, (before, one) -> Stream.concat(before.stream(), Stream.of(one)).toList());
    }
    return whenThere(all, outcomes -> told(outcomes, answer.apply(outcomes)));
  }

  private Response told(List<Outcome> outcomes, Response answer) {
    outcomes.forEach(outcome -> events.answered(outcome.told()));
    return answer;
  }

  private <T> CompletionStage<Response> whenThere(
      CompletionStage<T> stage, Function<T, Response> answer) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    return future.isDone() ? future.thenApply(answer) : future.thenApplyAsync(answer, replies);
  }

  private static Throwable whatWentWrong(@Nullable Throwable thrown) {
    if (thrown instanceof CompletionException && thrown.getCause() != null) {
      return whatWentWrong(thrown.getCause());
    }
    return thrown == null ? new IllegalStateException("neither token nor failure") : thrown;
  }
}
