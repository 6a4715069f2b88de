package io.latchkey.callback;

import io.latchkey.caller.Admission;
import io.latchkey.web.Query;
import io.latchkey.web.RequestTrace;
import java.time.Instant;

/**
 * A request whose caller has proved itself.
 *
 * @param admission who makes it, and what it may have
 * @param query of the request, the callback token in it
 * @param since when it came, by the core's clock
 * @param trace what the request is found again by
 */
record AdmittedRequest(Admission admission, Query query, Instant since, RequestTrace trace) {}
