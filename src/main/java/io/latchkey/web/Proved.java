package io.latchkey.web;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/**
 * Tells a resource who has proved itself to its filter, and what the filter found of it. Immutable
 * and thread-safe, as what it found is.
 */
public final class Proved implements SecurityContext {

  private record Known(String name, Object found) implements Principal {
    @Override
    public String getName() {
      return name;
    }
  }

  private final Known principal;
  private final boolean secure;

  /**
   * Somebody.
   *
   * @param before that of the request, which knows whether it came by TLS
   */
  public Proved(String name, Object found, SecurityContext before) {
    this.principal = new Known(name, found);
    this.secure = before.isSecure();
  }

  /**
   * What the filter found.
   *
   * @throws IllegalStateException if no filter has found such a thing
   */
  public static <T> T found(SecurityContext security, Class<T> what) {
    if (security.getUserPrincipal() instanceof Known known && what.isInstance(known.found())) {
      return what.cast(known.found());
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
    return secure;
  }

  @Override
  public String getAuthenticationScheme() {
    return "Bearer";
  }
}
