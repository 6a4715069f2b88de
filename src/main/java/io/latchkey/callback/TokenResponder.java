package io.latchkey.callback;

import io.latchkey.account.UserId;
import io.latchkey.callback.AnsweredCallback.Failed;
import io.latchkey.callback.AnsweredCallback.Result;
import io.latchkey.callback.AnsweredCallback.Served;
import io.latchkey.service.MalformedParameter;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Obtains tokens, answers requests within their deadline, and reports each answered callback to the
 * listeners. A caller that waits for Zoom holds no thread of the server.
 *
 * <p>Thread-safe.
 */
@Dependent
public class TokenResponder {

  private final TokenService service;
  private final Problems problems;
  private final RequestSettings settings;
  private final CallbackListener listener;
  private final InstantSource clock;
  private final Executor lateAnswers;

  /**
   * @param clock the monotonic clock, for the life of tokens and the duration of requests
   * @param lateAnswers builds the answers that had to wait for a token
   */
  @Inject
  public TokenResponder(
      TokenService service,
      Problems problems,
      RequestSettings settings,
      CallbackListener listener,
      InstantSource clock,
      Executor lateAnswers) {
    this.service = service;
    this.problems = problems;
    this.settings = settings;
    this.listener = listener;
    this.clock = clock;
    this.lateAnswers = lateAnswers;
  }

  /** Answers a request for one token: the token in this format, or a failure as a problem. */
  CompletionStage<Response> answerOne(
      AdmittedRequest admitted, TokenParameters parameters, TokenFormat format) {
    return whenDone(
        obtain(admitted, parameters),
        outcome -> {
          Response answer =
              outcome instanceof TokenOutcome.Token token
                  ? format.answer(token.value())
                  : problem(admitted, outcome);
          report(outcome);
          return answer;
        });
  }

  /**
   * Returns the ZAK if it is in memory and good enough to be served now; empty if {@link
   * #answerOne} must decide, as for malformed parameters. No listener is called.
   */
  Optional<TokenOutcome.Token> zakFromMemory(AdmittedRequest admitted, TokenParameters parameters) {
    TokenRequest request;
    try {
      request = parameters.toRequest();
    } catch (MalformedParameter malformed) {
      return Optional.empty();
    }
    return service
        .zakFromMemory(admitted.caller(), request, context(admitted))
        .map(served -> tokenOutcome(admitted, request, served));
  }

  /** Reports an answered callback to the listeners. */
  void report(TokenOutcome outcome) {
    listener.answered(outcome.callback());
  }

  private CallContext context(AdmittedRequest admitted) {
    return new CallContext(
        admitted.receivedAt().plus(settings.maxWait()), admitted.trace().toString());
  }

  /**
   * Answers a request for several tokens, once each of them has an outcome.
   *
   * @param outcomes a stage that fails would fail the request
   * @param format builds the answer from the outcomes
   */
  CompletionStage<Response> answerAll(
      CompletionStage<List<TokenOutcome>> outcomes, Function<List<TokenOutcome>, Response> format) {
    return whenDone(
        outcomes,
        all -> {
          Response answer = format.apply(all);
          all.forEach(this::report);
          return answer;
        });
  }

  /**
   * Builds the answer on this thread if the result is there already; otherwise on a thread of
   * {@code lateAnswers}. The thread that completes the call to Zoom builds none: many callers may
   * wait for it.
   */
  private <T> CompletionStage<Response> whenDone(
      CompletionStage<T> stage, Function<T, Response> answer) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    return future.isDone() ? future.thenApply(answer) : future.thenApplyAsync(answer, lateAnswers);
  }

  /** Returns the answer to a failure. */
  Response problem(AdmittedRequest admitted, TokenOutcome outcome) {
    Throwable failure =
        outcome instanceof TokenOutcome.Failure failed
            ? failed.thrown()
            // No token gets here. If one did, that defect would be answered by 500.
            : new IllegalStateException("neither token nor failure");
    return problems.ofFailure(failure, admitted.trace().instance());
  }

  private CompletionStage<TokenOutcome> obtain(
      AdmittedRequest admitted, TokenParameters parameters) {
    try {
      return obtain(admitted, parameters.toRequest());
    } catch (RuntimeException malformedOrDefect) {
      // Broad on purpose: the listeners must also see a defect in reading the parameters.
      return CompletableFuture.completedStage(
          failedBeforeRequest(admitted, parameters.kind(), malformedOrDefect));
    }
  }

  /** Obtains one token. The stage never fails: a failure is an outcome. No listener is called. */
  CompletionStage<TokenOutcome> obtain(AdmittedRequest admitted, TokenRequest request) {
    // Called inside a stage, so that an exception that the service throws becomes an outcome, too.
    return CompletableFuture.completedStage(context(admitted))
        .thenCompose(called -> service.obtain(admitted.caller(), request, called))
        .handle(
            (served, thrown) ->
                served == null
                    ? failedOutcome(admitted, request, thrown)
                    : tokenOutcome(admitted, request, served))
        // A defect in building an outcome still becomes an outcome.
        .exceptionally(
            defect -> failedBeforeRequest(admitted, request.kind(), Thrown.unwrapped(defect)));
  }

  private TokenOutcome.Token tokenOutcome(
      AdmittedRequest admitted, TokenRequest request, ServedToken<MeetingToken> served) {
    String account = service.accountName(admitted.caller(), request);
    Duration zakLifeLeft =
        served.token() instanceof ZakToken zak
            ? Duration.between(clock.instant(), zak.expiresAt())
            : null;
    return new TokenOutcome.Token(
        served.token().value(),
        callback(
            admitted,
            request.kind(),
            account,
            description(request, account),
            new Served(served.origin(), served.poolMember(), zakLifeLeft)));
  }

  private TokenOutcome failedOutcome(
      AdmittedRequest admitted, TokenRequest request, @Nullable Throwable thrown) {
    String account = service.accountName(admitted.caller(), request);
    String user = request.user() == null ? "" : ", user " + written(request.user(), account);
    Throwable failure =
        thrown == null
            ? new IllegalStateException("neither token nor failure")
            : Thrown.unwrapped(thrown);
    return new TokenOutcome.Failure(
        failure,
        callback(
            admitted,
            request.kind(),
            // Unknown names stay out of the metrics: callers could make up any number of them.
            service.knows(account) ? account : null,
            // The account's name is what the caller wrote, and may contain line breaks.
            Problems.printable(description(request, account) + user),
            failed(failure)));
  }

  /**
   * Only an operator's own users are named in full: others are people whose addresses no log needs.
   */
  private String written(UserId user, String account) {
    return service.isServerToServer(account) ? user.value() : user.masked();
  }

  /** Returns the outcome of a request that cannot be read, or that has met a defect of Latchkey. */
  TokenOutcome failedBeforeRequest(AdmittedRequest admitted, TokenKind kind, Throwable failure) {
    return new TokenOutcome.Failure(
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
    String caller = admitted.caller().name();
    Instant now = clock.instant();
    return new AnsweredCallback(
        caller,
        kind,
        account,
        asked + ", caller " + caller,
        result,
        Duration.between(admitted.receivedAt(), now),
        admitted.trace());
  }

  private static String description(TokenRequest request, String account) {
    return request.kind().title() + " of account " + account;
  }
}
