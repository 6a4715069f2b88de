package io.latchkey.callback;

import io.latchkey.caller.Authenticator;
import io.latchkey.caller.Decision;
import io.latchkey.caller.Decision.Admitted;
import io.latchkey.caller.Proofs;
import io.latchkey.secret.Secret;
import io.latchkey.token.TokenKind;
import io.latchkey.web.ClientAddress;
import io.latchkey.web.PresentedTokens;
import io.latchkey.web.Query;
import io.latchkey.web.RequestTrace;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the answer to a request for a ZAK in memory.
 *
 * <p>Thread-safe.
 */
@Dependent
public class ZakFromMemory {

  /**
   * A request that is certain to be answered.
   *
   * @param admitted the caller's proof, whose use is recorded if the answer is sent
   */
  record Answer(Admitted admitted, TokenOutcome.Token outcome) {}

  private final Authenticator authenticator;
  private final ClientAddress clientAddress;
  private final TokenResponder answers;
  private final InstantSource clock;

  /**
   * @param clock the monotonic clock, for the deadline of the request
   */
  @Inject
  public ZakFromMemory(
      Authenticator authenticator,
      ClientAddress clientAddress,
      TokenResponder answers,
      InstantSource clock) {
    this.authenticator = authenticator;
    this.clientAddress = clientAddress;
    this.answers = answers;
    this.clock = clock;
  }

  /**
   * Returns the answer; empty if JAX-RS must decide: the proof is not one callback token in the
   * query that admits the request, a parameter is malformed, or the ZAK is not in memory or too
   * old. Changes nothing, except that the renewal of a stale ZAK begins.
   */
  Optional<Answer> find(HttpServletRequest request) {
    Instant receivedAt = clock.instant();
    Query query = Query.of(request.getQueryString());
    List<String> tokens = query.values(PresentedTokens.TOKEN);
    if (tokens.size() != 1 || isRepeated(request, RequestTrace.TRACEPARENT)) {
      return Optional.empty();
    }
    Proofs proofs = new Proofs(List.of(Secret.of(tokens.get(0))), null);
    String address = authenticator.needsAddress() ? clientAddress.of(request) : "";
    Decision decision = authenticator.decide(proofs, address);
    if (!(decision instanceof Admitted admitted)) {
      return Optional.empty();
    }
    AdmittedRequest admittedRequest =
        new AdmittedRequest(
            admitted.caller(),
            query,
            receivedAt,
            RequestTrace.of(request.getHeader(RequestTrace.TRACEPARENT)));
    // Only a pool needs the bot, and a request to a pool goes on to JAX-RS.
    return answers
        .fromMemory(admittedRequest, new TokenParameters(TokenKind.ZAK, query))
        .map(outcome -> new Answer(admitted, outcome));
  }

  /** Records the use of the callback token, and reports the answered callback. */
  void recordEffects(Answer answer) {
    authenticator.recordUse(answer.admitted());
    answers.report(answer.outcome());
  }

  private static boolean isRepeated(HttpServletRequest request, String header) {
    @Nullable Enumeration<String> values = request.getHeaders(header);
    if (values == null || !values.hasMoreElements()) {
      return false;
    }
    values.nextElement();
    return values.hasMoreElements();
  }
}
