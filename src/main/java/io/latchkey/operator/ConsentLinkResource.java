package io.latchkey.operator;

import static java.lang.System.Logger.Level.INFO;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.caller.WallClock;
import io.latchkey.consent.ConsentLink;
import io.latchkey.consent.NewConsentLinkFields;
import io.latchkey.page.PageResponses;
import io.latchkey.service.MalformedParameter;
import io.latchkey.web.Query;
import io.latchkey.web.RequestBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Map;
import java.util.TreeMap;

/** {@code POST /ops/consents}: makes a consent link. */
@Path("ops/consents")
@ApplicationScoped
public class ConsentLinkResource {

  private static final System.Logger LOG = System.getLogger(ConsentLinkResource.class.getName());

  private OperatorGrants grants;
  private OperatorGate gate;
  private Sessions sessions;
  private WallClock clock;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public ConsentLinkResource() {}

  @Inject
  public ConsentLinkResource(
      OperatorGrants grants, OperatorGate gate, Sessions sessions, WallClock clock) {
    this.grants = grants;
    this.gate = gate;
    this.sessions = sessions;
    this.clock = clock;
  }

  @POST
  @OperatorOrSession
  public Response make(byte[] body, @Context SecurityContext security) {
    OperatorGrants.Parts parts = grants.parts();
    if (parts == null) {
      return gate.notFound();
    }
    OperatorConsents consents = parts.consents();
    if (!consents.links().isEnabled()) {
      throw new MalformedParameter(
          "latchkey.signed-url.key", "is not configured, which signs consent links");
    }
    String session = Operator.of(security).session();
    ConsentLink link = link(consents, session == null ? json(body) : form(body));
    String url =
        "%s/connect?t=%s"
            .formatted(consents.rules().publicUrl(), consents.links().make(link).reveal());
    LOG.log(
        INFO,
        () ->
            "an operator made a consent link for account %s, good until %s"
                .formatted(link.account(), link.expiresAt()));
    return session == null
        ? created(url, link)
        : PageResponses.of(
            Response.ok(),
            new GrantPage(parts.accounts(), sessions.formToken(session), true).ofLink(url, link));
  }

  private static Response created(String url, ConsentLink link) {
    String json =
        Json.createObjectBuilder()
            .add("url", url)
            .add("expires_at", link.expiresAt().toString())
            .build()
            .toString();
    return Response.status(Response.Status.CREATED)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(json)
        .build();
  }

  private ConsentLink link(OperatorConsents consents, Map<String, String> fields) {
    try {
      ConsentLink link =
          NewConsentLinkFields.read(
              fields, consents.linkFor(), consents.rules().returnUrls()::allowed, clock.now());
      if (!consents.apps().containsKey(link.account())) {
        throw new IllegalArgumentException("account must be one of a General app");
      }
      if (consents.links().read(consents.links().make(link)).isEmpty()) {
        throw new IllegalArgumentException("its fields are too long together");
      }
      return link;
    } catch (IllegalArgumentException refused) {
      throw new MalformedParameter("body", "orders no consent link: " + refused.getMessage());
    }
  }

  private static Map<String, String> json(byte[] body) {
    RequestBody read = RequestBody.of(body);
    Map<String, String> fields = new TreeMap<>();
    for (String name : read.json().keySet()) {
      fields.put(name, read.text(name).orElse(""));
    }
    return fields;
  }

  private static Map<String, String> form(byte[] body) {
    Query form = Query.of(new String(body, UTF_8));
    Map<String, String> fields = new TreeMap<>();
    for (String name : NewConsentLinkFields.FIELDS) {
      form.singleValue(name).ifPresent(value -> fields.put(name, value));
    }
    return fields;
  }
}
