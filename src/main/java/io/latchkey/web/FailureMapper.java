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
 * Answers everything that is thrown and that no resource has answered, so that nothing leaves the
 * server by another way: counts it or logs it, and lets {@link Problems} build the answer.
 */
@Provider
@Dependent
public class FailureMapper implements ExceptionMapper<Throwable> {

  private static final System.Logger LOG = System.getLogger(FailureMapper.class.getName());

  private Problems problems;
  private RejectedRequests rejectedRequests;

  /** RESTEasy wants to see one, though CDI builds this by the other. */
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
      return problems.ofContainer(refusal.getResponse());
    }
    // RESTEasy builds a URI from the header Host, whatever the sender has written there.
    if (failure.getCause() instanceof URISyntaxException) {
      rejectedRequests.notFound();
      return problems.ofContainer(Response.status(400).build());
    }
    if (failure instanceof UncheckedIOException || failure instanceof IOException) {
      rejectedRequests.notFound();
      // The client has hung up: a server would fail to write a body, and log that.
      return Response.status(400).build();
    }
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
