package io.latchkey.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.consent.ConsentFlow.Finished;
import io.latchkey.consent.ConsentLink;
import io.latchkey.consent.ConsentOutcome;
import io.latchkey.consent.ManageLink;
import io.latchkey.consent.UserLink;
import io.latchkey.grant.GrantId;
import io.latchkey.page.PageResponses;
import io.latchkey.web.RejectedRequests;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers users: with a page, or by sending the browser on.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class UserResponses {

  private static final String RETRY_AFTER_SECONDS = "5";

  private UserPages pages;
  private RejectedRequests rejectedRequests;

  /** For the container's proxy. */
  @SuppressWarnings("NullAway.Init")
  protected UserResponses() {}

  @Inject
  public UserResponses(UserPages pages, RejectedRequests rejectedRequests) {
    this.pages = pages;
    this.rejectedRequests = rejectedRequests;
  }

  /** Counts a request with a link that we have not made, and returns its answer. */
  Response notFound() {
    rejectedRequests.notFound();
    return page(404, pages.message("not-found"));
  }

  /** Returns the answer to a form that our page has not sent, or long ago. */
  Response foreignForm() {
    rejectedRequests.notFound();
    return page(403, pages.message("form"));
  }

  /** Returns the answer to a link that is not good any more. */
  Response gone() {
    return page(410, pages.message("gone"));
  }

  /** Returns the answer while nothing can be done. */
  Response busy() {
    return Response.fromResponse(page(503, pages.message("busy")))
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .build();
  }

  /** Returns a page that says one thing. */
  Response message(String name) {
    return page(200, pages.message(name));
  }

  /** Returns the page of an attempt whose link is not known. */
  Response ended(PageResult result) {
    return page(200, pages.ended(result));
  }

  /** Returns the page where a consent begins. */
  Response connect(
      Connecting.Parts parts, ConsentLink link, String token, @Nullable PageResult result) {
    String scopes = parts.flow().app(link).orElseThrow().scopes();
    return PageResponses.withoutScript(
        Response.ok(), pages.connect(link, token, scopes, result), formTargets(parts, link));
  }

  /** Returns a user's own page. */
  Response manage(Connecting.Parts parts, ManageLink link, UserPages.Managed managed) {
    return PageResponses.withoutScript(
        Response.ok(), pages.manage(managed), formTargets(parts, link));
  }

  /** Browsers apply {@code form-action} to every redirect that follows upon a form. */
  private static List<String> formTargets(Connecting.Parts parts, UserLink link) {
    List<String> targets = new ArrayList<>(List.of(origin(parts.rules().oauthUrl())));
    if (link instanceof ConsentLink consent) {
      returnUrl(parts, consent).ifPresent(url -> targets.add(origin(url)));
    }
    return targets;
  }

  /**
   * Returns where the user of a link goes in the end; empty if that is not allowed: other software
   * may have made the link, or the list of allowed addresses has changed since.
   */
  private static Optional<URI> returnUrl(Connecting.Parts parts, ConsentLink link) {
    return link.returnUrl() == null
        ? Optional.empty()
        : parts.rules().returnUrls().allowed(link.returnUrl().toString());
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private static Response page(int status, String page) {
    return PageResponses.withoutScript(Response.status(status), page, List.of());
  }

  /** Sends the browser on to a clean address, where code and state are gone. */
  Response after(Connecting.Parts parts, Finished finished, Instant now) {
    PageResult result = new PageResult(finished.outcome(), finished.seen());
    String signed = result.signed(parts.texts());
    if (!(finished.link() instanceof ConsentLink link)) {
      return finished.link() instanceof ManageLink manage
          ? to("manage?t=%s&result=%s".formatted(parts.links().make(manage).reveal(), signed))
          : to("ended?result=" + signed);
    }
    Optional<URI> returnUrl = returnUrl(parts, link);
    if (returnUrl.isPresent()) {
      return to(withStatus(returnUrl.get(), finished.outcome(), finished.grant()));
    }
    if (finished.grant() != null) {
      String own = ownPage(parts, link.account(), finished.grant(), now);
      return to("manage?t=%s&result=%s".formatted(own, signed));
    }
    String token = parts.links().make(link).reveal();
    return to("../connect?t=%s&result=%s".formatted(token, signed));
  }

  private static String ownPage(
      Connecting.Parts parts, String account, GrantId grant, Instant now) {
    Instant expiresAt = now.plus(parts.rules().manageFor()).truncatedTo(ChronoUnit.SECONDS);
    return parts.links().make(new ManageLink(account, grant, expiresAt)).reveal();
  }

  private static String withStatus(URI returnUrl, ConsentOutcome outcome, @Nullable GrantId grant) {
    String separator = returnUrl.getRawQuery() == null ? "?" : "&";
    String ofGrant = grant == null ? "" : "&grant=" + grant;
    return returnUrl + separator + "status=" + outcome.status() + ofGrant;
  }

  /**
   * Sends the browser on. The answer has a body, which no browser shows: on GlassFish 8, an answer
   * that comes later has the status 200 if it has no body.
   */
  static Response to(String page) {
    return Response.status(Response.Status.SEE_OTHER)
        .entity("See the header Location")
        .type(MediaType.TEXT_PLAIN_TYPE.withCharset(UTF_8.name()))
        .header(HttpHeaders.LOCATION, page)
        .header("Referrer-Policy", "no-referrer")
        .build();
  }
}
