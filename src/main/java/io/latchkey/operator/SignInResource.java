package io.latchkey.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.RejectionReason;
import io.latchkey.page.Html;
import io.latchkey.page.Page;
import io.latchkey.page.PageResponses;
import io.latchkey.secret.Secret;
import io.latchkey.web.Query;
import io.latchkey.web.RequestBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ops/login} and {@code POST /ops/logout}: begins and ends the session of an operator with
 * a browser.
 */
@Path("ops")
@ApplicationScoped
public class SignInResource {

  static final String COOKIE = "latchkey_session";

  private static final String ATTRIBUTES = "; HttpOnly; SameSite=Strict";

  private OperatorTokens tokens;
  private OperatorGate gate;
  private Sessions sessions;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public SignInResource() {}

  @Inject
  public SignInResource(OperatorTokens tokens, OperatorGate gate, Sessions sessions) {
    this.tokens = tokens;
    this.gate = gate;
    this.sessions = sessions;
  }

  /**
   * @param forwarded the scheme of the browser's request as a proxy reports it. Anybody can send
   *     this header; "https" is believed, since all it does is to keep the cookie from plain HTTP
   */
  @POST
  @Path("login")
  public Response login(
      InputStream body,
      @HeaderParam("X-Forwarded-Proto") @Nullable String forwarded,
      @Context UriInfo uri,
      @Context SecurityContext security) {
    if (nothingAt(uri)) {
      return gate.notFound();
    }
    boolean https = forwarded != null && forwarded.toLowerCase(Locale.ROOT).startsWith("https");
    return gate.authenticate(presented(body).orElse(null), tokens::opens)
        .map(this::refused)
        .orElseGet(() -> begun(security.isSecure() || https));
  }

  /** Returns the token of the form; empty if the form has no token or several. */
  private static Optional<Secret> presented(InputStream body) {
    byte[] form = RequestBody.read(body);
    List<String> values =
        form.length > RequestBody.MAX_BYTES
            ? List.of()
            : Query.of(new String(form, UTF_8)).values("token");
    return values.size() == 1 && !values.get(0).isBlank()
        ? Optional.of(Secret.of(values.get(0).strip()))
        : Optional.empty();
  }

  @GET
  @Path("login")
  public Response form(@Context UriInfo uri) {
    return nothingAt(uri) ? gate.notFound() : page(Response.ok(), "");
  }

  /** A path with a slash at its end would break the relative links of the page. */
  private boolean nothingAt(UriInfo uri) {
    return !tokens.isConfigured() || uri.getPath().endsWith("/");
  }

  /** Redirects by a relative URL: a proxy may publish us under another path. */
  static Response.ResponseBuilder to(String page) {
    return Response.status(Response.Status.SEE_OTHER).header(HttpHeaders.LOCATION, page);
  }

  private Response begun(boolean secure) {
    return to("status")
        .header(
            HttpHeaders.SET_COOKIE,
            COOKIE + "=" + sessions.begin() + ATTRIBUTES + (secure ? "; Secure" : ""))
        .build();
  }

  @POST
  @Path("logout")
  @OperatorOrSession
  public Response logout(@Context SecurityContext security) {
    String session = Operator.of(security).session();
    if (session != null) {
      sessions.end(session);
    }
    return to("login").header(HttpHeaders.SET_COOKIE, COOKIE + "=; Max-Age=0" + ATTRIBUTES).build();
  }

  private Response refused(RejectionReason why) {
    return page(Response.fromResponse(gate.refuse(why)), "That is not the operator token.");
  }

  /**
   * @param news what was wrong with the form; empty before a form was sent
   */
  private static Response page(Response.ResponseBuilder response, String news) {
    Html form =
        Html.element(
            "form method=\"post\" action=\"login\"",
            Html.element("label for=\"token\"", "Operator token (latchkey.operator.token)"),
            Html.single(
                "input id=\"token\" name=\"token\" type=\"password\" required autofocus"
                    + " autocomplete=\"current-password\" aria-describedby=\"news\""),
            Html.element("p id=\"news\" role=\"alert\"", news),
            Html.element("button class=\"main\"", "Sign in"));
    Html main = Html.element("main class=\"login card\"", Html.element("h1", "Latchkey"), form);
    return PageResponses.of(response, Page.of("Latchkey: sign in", main));
  }
}
