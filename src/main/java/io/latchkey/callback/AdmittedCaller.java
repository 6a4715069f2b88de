package io.latchkey.callback;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** Tells the resources who is asking, and what for it may ask. Immutable and thread-safe. */
final class AdmittedCaller implements SecurityContext {

  private static final String BEARER = "Bearer";

  private record Named(AdmittedRequest request) implements Principal {
    @Override
    public String getName() {
      return request.admission().caller();
    }
  }

  private final Named principal;
  private final boolean secure;

  AdmittedCaller(AdmittedRequest request, boolean secure) {
    this.principal = new Named(request);
    this.secure = secure;
  }

  /** Who was let in by {@link CallerFilter}. */
  static AdmittedRequest of(SecurityContext security) {
    if (security.getUserPrincipal() instanceof Named named) {
      return named.request();
    }
    throw new IllegalStateException("a resource without CallerFilter");
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
    return BEARER;
  }
}
