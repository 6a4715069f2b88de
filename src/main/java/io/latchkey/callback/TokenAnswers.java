package io.latchkey.callback;

import io.latchkey.callback.AnsweredCallback.Failed;
import io.latchkey.callback.AnsweredCallback.Result;
import io.latchkey.callback.AnsweredCallback.Served;
import io.latchkey.service.TokenRequest;
import io.latchkey.service.TokenService;
import io.latchkey.token.CallContext;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.Thrown;
import io.latchkey.token.TokenKind;
import io.latchkey.token.ZakToken;
import io.latchkey.web.Problems;
import io.latchkey.web.RequestSettings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Obtains tokens, answers them in time, and tells listeners of each. A caller who has to wait holds
 * no thread of the server.
 *
 * <p>Thread-safe.
 */
@Dependent
public class TokenAnswers {

  private final TokenService service;
  private final Problems problems;
  private final RequestSettings settings;
  private final CallbackEvents events;
  private final InstantSource clock;
  private final Executor replies;

  /**
   * @param clock the monotonic clock that all freshness is judged by
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

  /** Answers one token in this format, or a failure as a problem. */
  CompletionStage<Response> one(
      AdmittedRequest admitted, TokenParameters parameters, TokenFormat format) {
    return whenDone(
        obtain(admitted, parameters),
        outcome -> {
          Response answer =
              outcome instanceof Outcome.Token token
                  ? format.answer(token.value())
                  : problem(admitted, outcome);
          events.answered(outcome.callback());
          return answer;
        });
  }

  /** Answers several tokens at once. */
  CompletionStage<Response> all(
      List<CompletionStage<Outcome>> stages, Function<List<Outcome>, Response> format) {
    CompletionStage<List<Outcome>> all = CompletableFuture.completedStage(List.of());
    for (CompletionStage<Outcome> stage : stages) {
      all =
          all.thenCombine(
              stage, (before, one) -> Stream.concat(before.stream(), Stream.of(one)).toList());
    }
    return whenDone(
        all,
        outcomes -> {
          Response answer = format.apply(outcomes);
          outcomes.forEach(outcome -> events.answered(outcome.callback()));
          return answer;
        });
  }

  /** Writes the answer on this thread if it is there already, else on one for late answers. */
  private <T> CompletionStage<Response> whenDone(
      CompletionStage<T> stage, Function<T, Response> answer) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    return future.isDone() ? future.thenApply(answer) : future.thenApplyAsync(answer, replies);
  }

  /** The answer to a failure. */
  Response problem(AdmittedRequest admitted, Outcome outcome) {
    Throwable failure =
        outcome instanceof Outcome.Failure failed
            ? failed.thrown()
            : new IllegalStateException("neither token nor failure");
    return problems.ofFailure(failure, admitted.trace().instance());
  }

  private CompletionStage<Outcome> obtain(AdmittedRequest admitted, TokenParameters parameters) {
    try {
      return obtain(admitted, parameters.toRequest());
    } catch (RuntimeException malformedOrDefect) {
      return CompletableFuture.completedStage(
          unreadable(admitted, parameters.kind(), malformedOrDefect));
    }
  }

  /** The outcome of a request for one token. The stage never fails, and tells no listener. */
  CompletionStage<Outcome> obtain(AdmittedRequest admitted, TokenRequest request) {
    CallContext context =
        new CallContext(admitted.since().plus(settings.waitAtMost()), admitted.trace().toString());
    return CompletableFuture.completedStage(context)
        .thenCompose(called -> service.obtain(admitted.admission(), request, called))
        .handle(
            (served, thrown) ->
                served == null
                    ? failed(admitted, request, thrown)
                    : served(admitted, request, served))
        .exceptionally(defect -> unreadable(admitted, request.kind(), Thrown.unwrapped(defect)));
  }

  private Outcome served(
      AdmittedRequest admitted, TokenRequest request, ServedToken<MeetingToken> served) {
    String account = service.account(admitted.admission(), request);
    Duration zakLifeLeft =
        served.token() instanceof ZakToken zak
            ? Duration.between(clock.instant(), zak.expiresAt())
            : null;
    return new Outcome.Token(
        served.token().value(),
        callback(
            admitted,
            request.kind(),
            account,
            asked(request, account),
            new Served(served.origin(), served.poolMember(), zakLifeLeft)));
  }

  private Outcome failed(
      AdmittedRequest admitted, TokenRequest request, @Nullable Throwable thrown) {
    String account = service.account(admitted.admission(), request);
    String user = request.user().map(named -> ", user " + named).orElse("");
    Throwable failure =
        thrown == null
            ? new IllegalStateException("neither token nor failure")
            : Thrown.unwrapped(thrown);
    return new Outcome.Failure(
        failure,
        callback(
            admitted,
            request.kind(),
            service.knows(account) ? account : null,
            Problems.printable(asked(request, account) + user),
            failed(failure)));
  }

  /** The outcome of a request that cannot be read. */
  Outcome unreadable(AdmittedRequest admitted, TokenKind kind, Throwable failure) {
    return new Outcome.Failure(
        failure, callback(admitted, kind, null, kind.title(), failed(failure)));
  }

  private static Failed failed(Throwable failure) {
    int status = Problems.status(failure);
    return new Failed(status, Problems.diagnosis(failure), status == 500 ? failure : null);
  }

  private AnsweredCallback callback(
      AdmittedRequest admitted,
      TokenKind kind,
      @Nullable String account,
      String asked,
      Result result) {
    String caller = admitted.admission().caller();
    Instant now = clock.instant();
    return new AnsweredCallback(
        caller,
        kind,
        account,
        asked + ", caller " + caller,
        result,
        Duration.between(admitted.since(), now),
        admitted.trace());
  }

  private static String asked(TokenRequest request, String account) {
    return request.kind().title() + " of account " + account;
  }
}
