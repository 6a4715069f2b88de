package io.latchkey.operator;

import static java.lang.System.Logger.Level.INFO;

import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.NewSignedTokenFields;
import io.latchkey.caller.Rights;
import io.latchkey.caller.SignedToken;
import io.latchkey.caller.WallClock;
import io.latchkey.secret.Secret;
import io.latchkey.service.MalformedParameter;
import io.latchkey.web.RequestBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code GET /ops/callers} lists the callers and when each of their callback tokens was last used,
 * so that an operator knows which one can be removed; {@code POST /ops/callback-tokens} makes a
 * signed callback token.
 */
@Path("ops")
@ApplicationScoped
public class OperatorResource {

  private static final System.Logger LOG = System.getLogger(OperatorResource.class.getName());

  private Callers callers;
  private WallClock clock;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public OperatorResource() {}

  @Inject
  public OperatorResource(Callers callers, WallClock clock) {
    this.callers = callers;
    this.clock = clock;
  }

  @GET
  @Path("callers")
  @OperatorOnly
  public Response callers() {
    JsonArrayBuilder all = Json.createArrayBuilder();
    callers.all().forEach(caller -> all.add(described(caller)));
    return json(200, Json.createObjectBuilder().add("callers", all).build());
  }

  @POST
  @Path("callback-tokens")
  @OperatorOnly
  public Response callbackToken(byte[] body) {
    if (!callers.signedTokens().isEnabled()) {
      throw new MalformedParameter(
          "latchkey.signed-url.key", "is not configured, which signs callback tokens");
    }
    SignedToken order = order(RequestBody.of(body));
    Secret token = callers.signedTokens().make(order);
    LOG.log(
        INFO,
        "an operator made a callback token for caller %s: %s of account %s, good until %s"
            .formatted(
                order.caller(),
                String.join(",", order.rights().kinds()),
                String.join(",", order.rights().accounts()),
                order.expiresAt()));
    return json(
        201,
        Json.createObjectBuilder()
            .add("token", token.reveal())
            .add("expires_at", order.expiresAt().toString())
            .build());
  }

  private SignedToken order(RequestBody body) {
    Map<String, String> fields = new TreeMap<>();
    for (String name : body.json().keySet()) {
      fields.put(name, body.text(name).orElse(""));
    }
    try {
      Instant now = clock.now().truncatedTo(ChronoUnit.SECONDS);
      SignedToken order = NewSignedTokenFields.read(fields, now);
      Rights rightsOfCaller =
          callers.all().stream()
              .filter(caller -> caller.name().equals(order.caller()))
              .map(Caller::rights)
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "caller must be the name of a configured caller"));
      if (rightsOfCaller.intersect(order.rights()).allowNothing()) {
        throw new IllegalArgumentException(
            "it is beyond the rights of that caller (no account is default, no user the account's"
                + " own)");
      }
      return order;
    } catch (IllegalArgumentException e) {
      throw new MalformedParameter("body", "orders no callback token: " + e.getMessage());
    }
  }

  private JsonObject described(Caller caller) {
    JsonArrayBuilder tokens = Json.createArrayBuilder();
    caller.tokens().forEach(token -> tokens.add(described(token)));
    return Json.createObjectBuilder()
        .add("name", caller.name())
        .add("proof", caller.rule().name().toLowerCase(Locale.ROOT))
        .add("kinds", names(caller.rights().kinds()))
        .add("accounts", names(caller.rights().accounts()))
        .add("users", names(caller.rights().users()))
        .add("tokens", tokens)
        .add("signing_secrets", caller.secrets().size())
        .add("repeated_ids", callers.repeatedIds(caller.name()))
        .build();
  }

  /** Tokens are listed in the order of the configuration: nothing else tells them apart. */
  private static JsonObjectBuilder described(CallbackToken token) {
    return Json.createObjectBuilder()
        .add("expires_at", token.expiresAt().map(OperatorResource::instant).orElse(JsonValue.NULL))
        .add("last_used", token.lastUsed().map(OperatorResource::instant).orElse(JsonValue.NULL));
  }

  private static JsonArrayBuilder names(Set<String> names) {
    return Json.createArrayBuilder(names.stream().sorted().toList());
  }

  private static JsonValue instant(Instant instant) {
    return Json.createValue(instant.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static Response json(int status, JsonObject json) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(json.toString())
        .build();
  }
}
