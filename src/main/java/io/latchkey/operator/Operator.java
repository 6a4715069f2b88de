package io.latchkey.operator;

import io.latchkey.web.AuthenticatedContext;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;

/**
 * Who looks at a page.
 *
 * @param session of a browser that has signed in; who presents the operator token has none
 */
record Operator(Optional<String> session) {

  /** The session of who was let in by {@link PageFilter}. */
  static Optional<String> session(SecurityContext security) {
    return AuthenticatedContext.identity(security, Operator.class).session();
  }
}
