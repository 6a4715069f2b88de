package io.latchkey.operator;

import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantAdministration;
import io.latchkey.grant.GrantAdministration.Details;
import io.latchkey.grant.GrantAdministration.Listed;
import io.latchkey.grant.GrantId;
import io.latchkey.secret.JweRecipient;
import io.latchkey.service.MalformedParameter;
import io.latchkey.web.RequestBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;

/** {@code POST /ops/grants/{id}/…}: ends, exports or retries one grant, or hands it over. */
@Path(GrantResource.PATH + "/{id}")
@ApplicationScoped
public class GrantActionResource {

  private OperatorGrants grants;
  private OperatorGate gate;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public GrantActionResource() {}

  @Inject
  public GrantActionResource(OperatorGrants grants, OperatorGate gate) {
    this.grants = grants;
    this.gate = gate;
  }

  /** Changes a grant. */
  @FunctionalInterface
  private interface Change {
    /** Returns whether there was such a grant. */
    boolean change(OperatorGrants.Parts parts, GrantId id, String actor);
  }

  @POST
  @Path("revoke")
  @OperatorOrSession
  public Response revoke(@PathParam("id") String id, @Context SecurityContext security) {
    return change(id, security, (parts, grant, actor) -> parts.actions().revoke(grant, actor));
  }

  @POST
  @Path("delete")
  @OperatorOrSession
  public Response delete(@PathParam("id") String id, @Context SecurityContext security) {
    return change(
        id, security, (parts, grant, actor) -> parts.administration().delete(grant, actor));
  }

  @POST
  @Path("retry")
  @OperatorOrSession
  public Response retry(@PathParam("id") String id, @Context SecurityContext security) {
    return change(id, security, (parts, grant, actor) -> parts.actions().retry(grant, actor));
  }

  private Response change(String id, SecurityContext security, Change change) {
    OperatorGrants.Parts parts = grants.parts();
    Optional<GrantId> grant = GrantId.parse(id);
    if (parts == null || grant.isEmpty()) {
      return gate.notFound();
    }
    Operator operator = Operator.of(security);
    boolean isFound =
        DatabaseAccess.orUnavailable(() -> change.change(parts, grant.get(), operator.name()));
    if (!isFound) {
      return gate.notFound();
    }
    return operator.session() == null
        ? json(Json.createObjectBuilder().add("id", id).build().toString())
        // From /ops/grants/<id>/<action>.
        : SignInResource.to("../../grants?name=" + id).build();
  }

  @POST
  @Path("export")
  @OperatorOrSession
  public Response export(@PathParam("id") String id, @Context SecurityContext security) {
    OperatorGrants.Parts parts = grants.parts();
    Optional<GrantId> grant = GrantId.parse(id);
    if (parts == null || grant.isEmpty()) {
      return gate.notFound();
    }
    return DatabaseAccess.orUnavailable(
        () -> export(parts.administration(), grant.get(), Operator.of(security).name()));
  }

  private Response export(GrantAdministration administration, GrantId id, String actor) {
    Optional<Listed> grant = administration.find(id);
    Optional<Details> details = administration.detailsOf(id);
    if (grant.isEmpty() || details.isEmpty()) {
      return gate.notFound();
    }
    String export = GrantJson.export(grant.get(), details.get(), administration.auditOf(id));
    administration.record(id, grant.get().grant().account(), "export", actor);
    return json(export);
  }

  @POST
  @Path("hand-over")
  @OperatorOnly
  public Response handOver(@PathParam("id") String id, byte[] body) {
    OperatorGrants.Parts parts = grants.parts();
    Optional<GrantId> grant = GrantId.parse(id);
    if (parts == null || grant.isEmpty()) {
      return gate.notFound();
    }
    // Read before the grant is ended, since a key that cannot be used would lose the tokens.
    JweRecipient recipient = recipient(RequestBody.of(body));
    Optional<Grant> handedOver =
        DatabaseAccess.orUnavailable(
            () -> parts.actions().handOver(grant.get(), Operator.WITH_TOKEN.name()));
    return handedOver.isEmpty()
        ? gate.notFound()
        : json(
            Json.createObjectBuilder()
                .add("id", id)
                .add("jwe", recipient.encrypt(tokens(handedOver.get())))
                .build()
                .toString());
  }

  private static JweRecipient recipient(RequestBody body) {
    JsonValue key = body.json().get("public_key");
    Optional<JweRecipient> recipient =
        key instanceof JsonObject jwk
            ? JweRecipient.ofJwk(jwk.getString("n", ""), jwk.getString("e", ""))
            : body.text("public_key").flatMap(JweRecipient::ofPem);
    return recipient.orElseThrow(
        () ->
            new MalformedParameter(
                "public_key",
                "must be a public RSA key of at least 2048 bits, in PEM or as a JWK"));
  }

  private static String tokens(Grant grant) {
    Grant.Owner owner = grant.owner();
    var json =
        Json.createObjectBuilder()
            .add("account", owner.account())
            .add("client_id", owner.clientId())
            .add("scopes", owner.scopes());
    if (Grant.Owner.isKnown(owner.zoomUserId())) {
      json.add("zoom_user_id", owner.zoomUserId());
    }
    if (grant.tokens().refreshToken() != null) {
      json.add("refresh_token", grant.tokens().refreshToken().reveal());
    }
    return json.build().toString();
  }

  private static Response json(String text) {
    return Response.ok(text, MediaType.APPLICATION_JSON_TYPE).build();
  }
}
