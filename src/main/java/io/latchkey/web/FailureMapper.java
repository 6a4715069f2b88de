package io.latchkey.web;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.latchkey.secret.RedactedThrowable;
import io.latchkey.token.Thrown;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;

/**
 * Answers every exception that no resource has answered, so that the server never writes an answer
 * of its own. It counts or logs the exception, and {@link Problems} builds the answer.
 */
@Provider
@Dependent
public class FailureMapper implements ExceptionMapper<Throwable> {

  private static final System.Logger LOG = System.getLogger(FailureMapper.class.getName());

  private Problems problems;
  private RejectedRequests rejectedRequests;

  /** RESTEasy requires this constructor, though CDI uses the other one. */
  @SuppressWarnings("NullAway.Init")
  public FailureMapper() {}

  @Inject
  public FailureMapper(Problems problems, RejectedRequests rejectedRequests) {
    this.problems = problems;
    this.rejectedRequests = rejectedRequests;
  }

  @Override
  public Response toResponse(Throwable thrown) {
    Throwable failure = Thrown.unwrapped(thrown);
    if (failure instanceof WebApplicationException refusal) {
      rejectedRequests.notFound();
      return problems.ofJaxRs(refusal.getResponse());
    }
    // RESTEasy builds a URI from the header Host, which holds whatever the client wrote.
    if (failure.getCause() instanceof URISyntaxException) {
      rejectedRequests.notFound();
      return problems.ofJaxRs(Response.status(400).build());
    }
    if (failure instanceof UncheckedIOException || failure instanceof IOException) {
      rejectedRequests.notFound();
      // The client has hung up. No body: a server would fail to write it, and would log that
      // failure.
      return Response.status(400).build();
    }
    // The request and its traceparent are not known here, so the log gets only a new instance.
    String instance = RequestTrace.of(null).instance();
    log(failure, instance);
    return problems.ofFailure(failure, instance);
  }

  private static void log(Throwable failure, String instance) {
    int status = Problems.status(failure);
    if (status == 500) {
      LOG.log(ERROR, "500 for a request, " + instance, RedactedThrowable.of(failure));
    } else {
      LOG.log(
          INFO,
          "%s for a request, %s: %s".formatted(status, instance, Problems.diagnosis(failure)));
    }
  }
}
