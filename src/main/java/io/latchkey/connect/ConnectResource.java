package io.latchkey.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.caller.WallClock;
import io.latchkey.consent.ConsentFlow.Begun;
import io.latchkey.consent.ConsentFlow.Finished;
import io.latchkey.consent.ConsentFlow.Finishing;
import io.latchkey.consent.ConsentLink;
import io.latchkey.consent.ConsentOutcome;
import io.latchkey.consent.UserLink;
import io.latchkey.consent.UserLinks;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.secret.Secret;
import io.latchkey.token.Alarm;
import io.latchkey.token.TokenFailure;
import io.latchkey.web.Query;
import io.latchkey.web.RequestBody;
import io.latchkey.web.RequestQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code /connect}: our page that says what a user will allow, the way on to Zoom, and the way
 * back. The page spends nothing, since mail scanners and previews open links too.
 */
@Path("connect")
@ApplicationScoped
public class ConnectResource {

  /** Zoom may take longer; then the exchange goes on, and the user is told to look again. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private Connecting connecting;
  private UserResponses responses;
  private WallClock clock;
  private RequestQuery queries;
  private Alarm alarm;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public ConnectResource() {}

  @Inject
  public ConnectResource(
      Connecting connecting,
      UserResponses responses,
      WallClock clock,
      RequestQuery queries,
      Alarm alarm) {
    this.connecting = connecting;
    this.responses = responses;
    this.clock = clock;
    this.queries = queries;
    this.alarm = alarm;
  }

  @GET
  public Response page(@Context UriInfo uri) {
    Connecting.Parts parts = connecting.parts();
    Query query = queries.read(uri);
    Secret token = secret(query, "t");
    if (parts == null
        || token == null
        || !(parts.links().read(token).orElse(null) instanceof ConsentLink link)
        || parts.flow().app(link).isEmpty()) {
      return responses.notFound();
    }
    if (isExpired(link) || hasSucceeded(parts, link)) {
      return responses.gone();
    }
    PageResult result =
        PageResult.read(parts.texts(), query.onlyValue("result").orElse(null)).orElse(null);
    return responses.connect(parts, link, token.reveal(), result);
  }

  static @Nullable Secret secret(Query query, String name) {
    return query.onlyValue(name).filter(text -> !text.isEmpty()).map(Secret::of).orElse(null);
  }

  private boolean isExpired(UserLink link) {
    return !clock.now().isBefore(link.expiresAt());
  }

  private static boolean hasSucceeded(Connecting.Parts parts, ConsentLink link) {
    try {
      return parts.limits().withConnection(() -> parts.store().hasSucceeded(UserLinks.hash(link)));
    } catch (DatabaseUnavailable | TokenFailure later) {
      // The page can be read, and the next step is refused.
      return false;
    }
  }

  @POST
  public Response begin(InputStream body, @Context HttpHeaders headers) {
    Connecting.Parts parts = connecting.parts();
    if (parts != null && isSentFromElsewhere(headers)) {
      return responses.foreignForm();
    }
    Secret token = secret(form(body), "t");
    return parts != null
            && token != null
            && parts.links().read(token).orElse(null) instanceof ConsentLink link
        ? begin(parts, link, BrowserCookie.of(headers))
        : responses.notFound();
  }

  /**
   * Returns whether another site has sent a form: it could lead a user through a link that is not
   * the user's own. Every browser of today says where a request comes from; other software says
   * nothing.
   *
   * @see <a href="https://www.w3.org/TR/fetch-metadata/">W3C: Fetch Metadata</a>
   */
  static boolean isSentFromElsewhere(HttpHeaders headers) {
    String site = headers.getHeaderString("Sec-Fetch-Site");
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }

  /** Returns the fields of a form; none if it is too long. */
  static Query form(InputStream body) {
    byte[] bytes = RequestBody.read(body);
    return Query.of(bytes.length > RequestBody.MAX_BYTES ? "" : new String(bytes, UTF_8));
  }

  /** Sends a user to Zoom. */
  Response begin(Connecting.Parts parts, UserLink link, @Nullable Secret knownBrowser) {
    if (isExpired(link)) {
      return responses.gone();
    }
    if (parts.flow().app(link).isEmpty()) {
      return responses.notFound();
    }
    if (!parts.limits().admitsPost()) {
      return responses.busy();
    }
    Secret browser = parts.flow().browser(knownBrowser);
    Begun begun;
    try {
      begun = parts.limits().withConnection(() -> parts.flow().begin(link, browser));
    } catch (DatabaseUnavailable | TokenFailure later) {
      return responses.busy();
    }
    if (begun instanceof Begun.AtZoom zoom) {
      return Response.fromResponse(UserResponses.to(zoom.page().toString()))
          .header(HttpHeaders.SET_COOKIE, BrowserCookie.set(browser, parts.rules().pageFor()))
          .build();
    }
    return begun instanceof Begun.LinkUsed ? responses.gone() : responses.busy();
  }

  @GET
  @Path("callback")
  public CompletionStage<Response> callback(@Context UriInfo uri, @Context HttpHeaders headers) {
    Connecting.Parts parts = connecting.parts();
    if (parts == null) {
      return CompletableFuture.completedFuture(responses.notFound());
    }
    Query query = queries.read(uri);
    Secret state = secret(query, "state");
    if (state == null || !parts.flow().hasMade(state)) {
      return CompletableFuture.completedFuture(withoutState(parts));
    }
    Secret code = secret(query, "code");
    String error = query.onlyValue("error").orElse(null);
    Finishing finishing;
    try {
      finishing =
          parts
              .limits()
              .withConnection(
                  () -> parts.flow().finish(state, code, error, BrowserCookie.of(headers)));
    } catch (DatabaseUnavailable | TokenFailure later) {
      return CompletableFuture.completedFuture(responses.busy());
    }
    CompletableFuture<Finished> awaited = finishing.end().copy();
    Finished unfinished = new Finished(ConsentOutcome.NO_ANSWER, finishing.link(), null, null);
    // Nothing else waits for Zoom as long as a browser would.
    var unused = alarm.after(LONGEST_WAIT, () -> awaited.complete(unfinished));
    return awaited.thenApply(end -> responses.after(parts, end, clock.now()));
  }

  /** A code of Zoom that comes without a state of ours is dropped. */
  private Response withoutState(Connecting.Parts parts) {
    PageResult result = new PageResult(ConsentOutcome.EXPIRED, null);
    return UserResponses.to("ended?result=" + result.signed(parts.texts()));
  }

  @GET
  @Path("ended")
  public Response ended(@Context UriInfo uri) {
    Connecting.Parts parts = connecting.parts();
    if (parts == null) {
      return responses.notFound();
    }
    return PageResult.read(parts.texts(), queries.read(uri).onlyValue("result").orElse(null))
        .map(responses::ended)
        .orElseGet(responses::notFound);
  }
}
