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
 * much as the answer. It passes every other request on to JAX-RS, as if there were no filter: no
 * metric counts such a request here, and no line of the log names it. {@code web.xml} names the
 * paths of this filter.
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

  private record Answer(Admitted decision, TokenOutcome.Token outcome) {}

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
            ? findOrLogDefect(request)
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
    // Recorded first, as by JAX-RS: a client that goes away has been served all the same.
    authenticator.recordUse(answer.decision);
    responder.report(answer.outcome);
    byte[] token = answer.outcome.value().reveal().getBytes(UTF_8);
    // AnswerHeaders itself does not run here: it is a filter of JAX-RS.
    AnswerHeaders.ALL.forEach(response::setHeader);
    response.setContentType(TokenFormat.TEXT_TYPE);
    response.setContentLength(token.length);
    response.getOutputStream().write(token);
  }

  private Optional<Answer> findOrLogDefect(HttpServletRequest request) {
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
   * query that admits the request, a parameter is malformed, the request asks for a pool, or the
   * ZAK is not in memory or too old. Changes nothing, except that the renewal of a stale ZAK
   * begins.
   */
  private Optional<Answer> find(HttpServletRequest request) {
    Instant receivedAt = clock.instant();
    Query query = Query.of(request.getQueryString());
    List<String> tokens = query.values(PresentedTokens.TOKEN);
    if (tokens.size() != 1) {
      return Optional.empty();
    }
    // A plain request has no signature.
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
    // A bot that a header names is left out: only a pool needs it, and JAX-RS answers for pools.
    return responder
        .zakFromMemory(admittedRequest, new TokenParameters(TokenKind.ZAK, query))
        .map(outcome -> new Answer(admitted, outcome));
  }
}
