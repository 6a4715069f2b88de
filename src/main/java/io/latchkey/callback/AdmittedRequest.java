package io.latchkey.callback;

import io.latchkey.caller.Admission;
import io.latchkey.web.RequestTrace;
import java.time.Instant;

/**
 * A request whose caller has proved itself.
 *
 * @param admission who makes it, and what it may have
 * @param since when it came, by the core's clock
 */
record AdmittedRequest(Admission admission, Instant since, RequestTrace trace) {}
