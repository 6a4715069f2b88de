package io.latchkey.operator;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;

/**
 * Tells the pages who is looking. Immutable and thread-safe.
 *
 * <p>{@link #session} is that of a browser that has signed in; who presents the operator token has
 * none.
 */
final class Operator implements SecurityContext {

  private record Named(Optional<String> session) implements Principal {
    @Override
    public String getName() {
      return "operator";
    }
  }

  private final Named principal;
  private final boolean secure;

  Operator(Optional<String> session, boolean secure) {
    this.principal = new Named(session);
    this.secure = secure;
  }

  /** The session of who was let in by {@link PageFilter}. */
  static Optional<String> session(SecurityContext security) {
    if (security.getUserPrincipal() instanceof Named named) {
      return named.session();
    }
    throw new IllegalStateException("a resource without PageFilter");
  }

  @Override
  public Principal getUserPrincipal() {
    return principal;
  }

  @Override
  public boolean isUserInRole(String role) {
    return false;
  }

  @Override
  public boolean isSecure() {
    return secure;
  }

  @Override
  public String getAuthenticationScheme() {
    return "Bearer";
  }
}
