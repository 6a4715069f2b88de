package io.latchkey.callback;

import static java.lang.System.Logger.Level.ERROR;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.caller.Authenticator;
import io.latchkey.caller.Decision;
import io.latchkey.caller.Decision.Admitted;
import io.latchkey.caller.Proofs;
import io.latchkey.secret.RedactedThrowable;
import io.latchkey.secret.Secret;
import io.latchkey.token.TokenKind;
import io.latchkey.web.AnswerHeaders;
import io.latchkey.web.ClientAddress;
import io.latchkey.web.PresentedTokens;
import io.latchkey.web.Query;
import io.latchkey.web.RequestTrace;
import io.latchkey.web.Routes;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Answers a request for a ZAK that is in memory, in place of JAX-RS, which costs several times as
 * much as the answer. Every other request goes on to JAX-RS, and this filter leaves no trace of it:
 * it looks only, until it is certain to answer.
 *
 * <p>The answer equals that of {@link ZakResource} and {@link MeetStreamResource}, and has the same
 * line in the log and the same metrics. {@code ZakFromMemoryIT} compares them.
 *
 * <p>Thread-safe.
 */
public class ZakFromMemoryFilter extends HttpFilter {

  private static final System.Logger LOG = System.getLogger(ZakFromMemoryFilter.class.getName());

  private static final List<String> PATHS =
      List.of("/" + Routes.ZAK, "/" + Routes.MEETSTREAM + Routes.ZAK);

  /**
   * A request that is certain to be answered.
   *
   * @param admitted the caller's proof, whose use is recorded if the answer is sent
   */
  private record Answer(Admitted admitted, TokenOutcome.Token outcome) {}

  // The container creates filters by their constructor without parameters, and injects later.
  @SuppressWarnings("NullAway.Init")
  private Authenticator authenticator;

  @SuppressWarnings("NullAway.Init")
  private ClientAddress clientAddress;

  @SuppressWarnings("NullAway.Init")
  private TokenResponder responder;

  @SuppressWarnings("NullAway.Init")
  private InstantSource clock;

  /**
   * @param clock the monotonic clock, for the deadline of the request
   */
  @Inject
  void setUp(
      Authenticator authenticator,
      ClientAddress clientAddress,
      TokenResponder responder,
      InstantSource clock) {
    this.authenticator = authenticator;
    this.clientAddress = clientAddress;
    this.responder = responder;
    this.clock = clock;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<Answer> answer =
        isPathOfZak(request) && PlainRequest.isPlain(request)
            ? findUnlessDefect(request)
            : Optional.empty();
    if (answer.isPresent()) {
      send(answer.get(), response);
    } else {
      chain.doFilter(request, response);
    }
  }

  /**
   * Returns whether the path was sent as it is written here. The mapping of this filter also lets
   * through path parameters and escapes, about which JAX-RS decides.
   */
  private static boolean isPathOfZak(HttpServletRequest request) {
    String path = request.getRequestURI();
    String contextPath = request.getContextPath();
    return path.startsWith(contextPath) && PATHS.contains(path.substring(contextPath.length()));
  }

  private void send(Answer answer, HttpServletResponse response) throws IOException {
    authenticator.recordUse(answer.admitted);
    responder.report(answer.outcome);
    byte[] token = answer.outcome.value().reveal().getBytes(UTF_8);
    AnswerHeaders.ALL.forEach(response::setHeader);
    response.setContentType(TokenFormat.TEXT_TYPE);
    response.setContentLength(token.length);
    response.getOutputStream().write(token);
  }

  private Optional<Answer> findUnlessDefect(HttpServletRequest request) {
    try {
      return find(request);
    } catch (RuntimeException defect) {
      // Broad on purpose: JAX-RS may still answer, and the container would log the message.
      LOG.log(ERROR, "no answer from memory; JAX-RS answers", RedactedThrowable.of(defect));
      return Optional.empty();
    }
  }

  /**
   * Returns the answer; empty if JAX-RS must decide: the proof is not one callback token in the
   * query that admits the request, a parameter is malformed, or the ZAK is not in memory or too
   * old. Changes nothing, except that the renewal of a stale ZAK begins.
   */
  private Optional<Answer> find(HttpServletRequest request) {
    Instant receivedAt = clock.instant();
    Query query = Query.of(request.getQueryString());
    List<String> tokens = query.values(PresentedTokens.TOKEN);
    if (tokens.size() != 1) {
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
    return responder
        .zakFromMemory(admittedRequest, new TokenParameters(TokenKind.ZAK, query))
        .map(outcome -> new Answer(admitted, outcome));
  }
}
