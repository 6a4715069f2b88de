package io.latchkey.callback;

import io.latchkey.caller.Admission;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** Tells the resources who is asking, and what for it may ask. Immutable and thread-safe. */
final class AdmittedCaller implements SecurityContext {

  private static final String BEARER = "Bearer";

  private record Named(Admission admission) implements Principal {
    @Override
    public String getName() {
      return admission.caller();
    }
  }

  private final Named principal;
  private final boolean secure;

  AdmittedCaller(Admission admission, boolean secure) {
    this.principal = new Named(admission);
    this.secure = secure;
  }

  /** Who was let in by {@link CallerFilter}. */
  static Admission of(SecurityContext security) {
    if (security.getUserPrincipal() instanceof Named named) {
      return named.admission();
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
