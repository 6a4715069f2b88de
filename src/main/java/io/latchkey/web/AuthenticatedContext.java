package io.latchkey.web;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/**
 * Passes the identity that an authentication filter found to the resource. Immutable, and
 * thread-safe if the identity is.
 */
public final class AuthenticatedContext implements SecurityContext {

  private record Authenticated(String name, Object identity) implements Principal {
    @Override
    public String getName() {
      return name;
    }
  }

  private final Authenticated principal;
  private final boolean isSecure;

  /**
   * Creates the context of an authenticated request.
   *
   * @param name the name of the caller or operator
   * @param identity what the filter found
   * @param before the context of the server, which knows whether the request came over TLS
   */
  public AuthenticatedContext(String name, Object identity, SecurityContext before) {
    this.principal = new Authenticated(name, identity);
    this.isSecure = before.isSecure();
  }

  /**
   * Returns the identity that the filter found.
   *
   * @throws IllegalStateException if no filter has found an identity of this type
   */
  public static <T> T identity(SecurityContext context, Class<T> type) {
    if (context.getUserPrincipal() instanceof Authenticated principal
        && type.isInstance(principal.identity())) {
      return type.cast(principal.identity());
    }
    throw new IllegalStateException("a resource without its filter");
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
    return isSecure;
  }

  @Override
  public String getAuthenticationScheme() {
    return "Bearer";
  }
}
