package io.latchkey.callback;

import io.latchkey.caller.CallbackTokens;
import io.latchkey.caller.Lockout;
import io.latchkey.secret.Secret;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request pass that carries a valid callback token, in the query or else as a bearer token
 * (RFC 6750). Runs once the resource is known, so no spelling of the path leads around it; all that
 * is refused looks the same.
 */
@CallerOnly
@Provider
@Priority(Priorities.AUTHENTICATION)
@Dependent
public class CallerFilter implements ContainerRequestFilter {

  private static final Pattern BEARER = Pattern.compile("(?i:bearer) +(\\S+)");

  private RequestQuery query;
  private CallbackTokens tokens;
  private Lockout lockout;
  private ClientAddress address;
  private Problems problems;

  /** RESTEasy wants to see one, though CDI builds this by the other. */
  @SuppressWarnings("NullAway.Init")
  public CallerFilter() {}

  @Inject
  public CallerFilter(
      RequestQuery query,
      CallbackTokens tokens,
      Lockout lockout,
      ClientAddress address,
      Problems problems) {
    this.query = query;
    this.tokens = tokens;
    this.lockout = lockout;
    this.address = address;
    this.problems = problems;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Optional<Secret> presented = presented(request);
    String from = lockout.on() ? address.read() : "";
    boolean valid = presented.filter(tokens::accept).isPresent();
    if (!valid || lockout.holds(from)) {
      boolean guessed = presented.isPresent() && !valid;
      request.abortWith(
          guessed && lockout.wrong(from) ? problems.lockedOut(from) : problems.unauthorized());
    }
  }

  private Optional<Secret> presented(ContainerRequestContext request) {
    List<String> inQuery = query.read(request.getUriInfo()).values("token");
    return switch (inQuery.size()) {
      case 0 -> bearer(request.getHeaderString(HttpHeaders.AUTHORIZATION));
      case 1 -> Optional.of(Secret.of(inQuery.get(0)));
      default -> Optional.empty();
    };
  }

  private static Optional<Secret> bearer(@Nullable String authorization) {
    Matcher matcher = BEARER.matcher(authorization == null ? "" : authorization);
    return matcher.matches() ? Optional.of(Secret.of(matcher.group(1))) : Optional.empty();
  }
}
