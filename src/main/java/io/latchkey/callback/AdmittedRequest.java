package io.latchkey.callback;

import io.latchkey.caller.AdmittedCaller;
import io.latchkey.web.AuthenticatedContext;
import io.latchkey.web.Query;
import io.latchkey.web.RequestTrace;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;

/**
 * A request whose caller has proved itself.
 *
 * @param caller the caller, and what the request may ask for
 * @param query the query of the request; it may contain the callback token
 * @param receivedAt when the request arrived, by the monotonic clock; its deadline is counted from
 *     then
 * @param trace the ids by which the log names the request
 */
record AdmittedRequest(AdmittedCaller caller, Query query, Instant receivedAt, RequestTrace trace) {

  /**
   * Returns the request that {@link CallerFilter} has admitted.
   *
   * @throws IllegalStateException if the filter has admitted no request in this context
   */
  static AdmittedRequest of(SecurityContext context) {
    return AuthenticatedContext.identity(context, AdmittedRequest.class);
  }
}
