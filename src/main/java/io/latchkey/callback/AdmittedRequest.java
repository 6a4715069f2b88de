package io.latchkey.callback;

import io.latchkey.caller.Admission;
import io.latchkey.web.AuthenticatedContext;
import io.latchkey.web.Query;
import io.latchkey.web.RequestTrace;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;

/**
 * A request whose caller has proved itself.
 *
 * @param query of the request, with the callback token in it
 * @param since when it came, by the core's clock
 * @param trace the id of the request in the log
 */
record AdmittedRequest(Admission admission, Query query, Instant since, RequestTrace trace) {

  /** The request that {@link CallerFilter} has let pass. */
  static AdmittedRequest of(SecurityContext context) {
    return AuthenticatedContext.identity(context, AdmittedRequest.class);
  }
}
