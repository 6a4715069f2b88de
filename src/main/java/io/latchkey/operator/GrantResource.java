package io.latchkey.operator;

import static java.util.stream.Collectors.joining;

import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.GrantAdministration;
import io.latchkey.grant.GrantAdministration.Filter;
import io.latchkey.grant.GrantAdministration.Listed;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.service.MalformedParameter;
import io.latchkey.token.TokenFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ops/grants}: lists the grants, imports them line by line, and ends, exports or retries
 * one of them.
 */
@Path(GrantResource.PATH)
@ApplicationScoped
public class GrantResource {

  static final String PATH = "ops/grants";

  private static final int MOST_LISTED = 500;
  private static final String OPERATOR = "operator";

  private OperatorGrants grants;
  private OperatorGate gate;
  private GrantPage page;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public GrantResource() {}

  @Inject
  public GrantResource(OperatorGrants grants, OperatorGate gate, GrantPage page) {
    this.grants = grants;
    this.gate = gate;
    this.page = page;
  }

  @GET
  @OperatorOrSession
  public Response list(
      @QueryParam("account") @Nullable String account,
      @QueryParam("state") @Nullable String state,
      @QueryParam("after") @Nullable String after,
      @Context SecurityContext security) {
    Filter filter = filter(account, state, after);
    boolean isForBrowser = Operator.of(security).session() != null;
    return withDatabase(
        administration -> {
          List<Listed> listed = administration.list(filter, MOST_LISTED);
          return isForBrowser
              ? PageResponses.of(
                  Response.ok(), page.of(filter, listed, administration.counts(), MOST_LISTED))
              : json(listed);
        });
  }

  private static Filter filter(
      @Nullable String account, @Nullable String state, @Nullable String after) {
    Optional<GrantId> last =
        after == null || after.isEmpty() ? Optional.empty() : GrantId.parse(after);
    if (after != null && !after.isEmpty() && last.isEmpty()) {
      throw new MalformedParameter("after", "must be the id of a grant");
    }
    return new Filter(emptyToNull(account), state(state), last.orElse(null));
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static @Nullable GrantState state(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    return Arrays.stream(GrantState.values())
        .filter(state -> state.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new MalformedParameter(
                    "state",
                    "must be of "
                        + Arrays.stream(GrantState.values())
                            .map(GrantState::text)
                            .collect(joining(", "))));
  }

  @POST
  @OperatorOnly
  public Response importLines(byte[] body, @QueryParam("dry-run") @Nullable String dryRun) {
    Optional<GrantImport> imports = grants.imports();
    if (imports.isEmpty()) {
      return gate.notFound();
    }
    return guarded(
        () -> {
          JsonArrayBuilder results = Json.createArrayBuilder();
          imports.get().run(body, "true".equals(dryRun), OPERATOR).forEach(results::add);
          return ok(Json.createObjectBuilder().add("lines", results));
        });
  }

  @POST
  @Path("{id}/delete")
  @OperatorOnly
  public Response delete(@PathParam("id") String id) {
    return change(id, administration -> grant -> administration.delete(grant, OPERATOR));
  }

  @POST
  @Path("{id}/retry")
  @OperatorOnly
  public Response retry(@PathParam("id") String id) {
    return change(id, administration -> grant -> administration.retry(grant, OPERATOR));
  }

  @POST
  @Path("{id}/export")
  @OperatorOnly
  public Response export(@PathParam("id") String id) {
    Optional<GrantId> grant = GrantId.parse(id);
    return withDatabase(
        administration -> grant.isEmpty() ? gate.notFound() : export(administration, grant.get()));
  }

  private Response change(String id, Function<GrantAdministration, Predicate<GrantId>> change) {
    Optional<GrantId> grant = GrantId.parse(id);
    return withDatabase(
        administration ->
            grant.filter(change.apply(administration)).isPresent()
                ? ok(Json.createObjectBuilder().add("id", id))
                : gate.notFound());
  }

  private Response export(GrantAdministration administration, GrantId id) {
    Optional<Listed> grant = administration.find(id);
    if (grant.isEmpty()) {
      return gate.notFound();
    }
    JsonArrayBuilder deeds = Json.createArrayBuilder();
    administration
        .deeds(id)
        .forEach(
            deed ->
                deeds.add(
                    Json.createObjectBuilder()
                        .add("at", deed.at().toString())
                        .add("action", deed.action())
                        .add("actor", deed.actor())));
    administration.record(id, grant.get().grant().account(), "export", OPERATOR);
    return ok(described(grant.get()).add("audit", deeds));
  }

  private static Response json(List<Listed> listed) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    listed.forEach(grant -> all.add(described(grant)));
    JsonObjectBuilder answer = Json.createObjectBuilder().add("grants", all);
    if (listed.size() == MOST_LISTED) {
      answer.add("next", listed.get(MOST_LISTED - 1).grant().id().value());
    }
    return ok(answer);
  }

  private static JsonObjectBuilder described(Listed listed) {
    JsonArrayBuilder references = Json.createArrayBuilder();
    listed.grant().references().forEach(reference -> references.add(reference.value()));
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("id", listed.grant().id().value())
            .add("account", listed.grant().account())
            .add("zoom_user_id", listed.grant().zoomUserId())
            .add("references", references)
            .add("state", listed.state().text())
            .add("generation", listed.generation())
            .add("consented_at", listed.consentedAt().toString());
    addIfKnown(json, "email", listed.grant().email());
    addIfKnown(json, "reason", listed.reason());
    Instant rotatedAt = listed.rotatedAt();
    addIfKnown(json, "rotated_at", rotatedAt == null ? null : rotatedAt.toString());
    return json;
  }

  private static void addIfKnown(JsonObjectBuilder json, String name, @Nullable String value) {
    if (value != null) {
      json.add(name, value);
    }
  }

  private Response withDatabase(Function<GrantAdministration, Response> action) {
    Optional<GrantAdministration> administration = grants.administration();
    return administration.isEmpty()
        ? gate.notFound()
        : guarded(() -> action.apply(administration.get()));
  }

  private static Response guarded(Supplier<Response> action) {
    try {
      return action.get();
    } catch (DatabaseUnavailable unavailable) {
      throw TokenFailure.Unavailable.limited(
          "Latchkey's database cannot be reached. Try again.",
          "database: " + unavailable.diagnosis(),
          Duration.ofSeconds(5));
    }
  }

  private static Response ok(JsonObjectBuilder json) {
    JsonObject object = json.build();
    return Response.ok(object.toString(), MediaType.APPLICATION_JSON_TYPE).build();
  }
}
