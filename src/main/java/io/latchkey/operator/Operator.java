package io.latchkey.operator;

import io.latchkey.web.AuthenticatedContext;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * The operator whose request {@link PageFilter} has admitted.
 *
 * @param session of the browser that signed in; null if the request carries the operator token
 */
record Operator(@Nullable String session) {

  /** An operator whose request carries the operator token. */
  static final Operator WITH_TOKEN = new Operator(null);

  /** Returns how the audit names the operator. */
  String name() {
    return session == null ? "operator" : "operator in a browser";
  }

  static Operator of(SecurityContext security) {
    return AuthenticatedContext.identity(security, Operator.class);
  }
}
