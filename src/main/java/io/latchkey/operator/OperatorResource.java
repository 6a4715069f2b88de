package io.latchkey.operator;

import static java.lang.System.Logger.Level.INFO;

import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Rights;
import io.latchkey.caller.SignedToken;
import io.latchkey.caller.SignedTokenOrder;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * For operators: {@code GET /ops/callers} tells which token was last used when, so that an old one
 * can go; {@code POST /ops/callback-tokens} makes a signed callback token for one bot.
 */
@Path("ops")
@ApplicationScoped
public class OperatorResource {

  private static final System.Logger LOG = System.getLogger(OperatorResource.class.getName());

  private Callers callers;
  private WallClock clock;

  /** For the container's proxy; public, because RESTEasy wants to see one. */
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
    if (!callers.signedTokens().on()) {
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
      SignedToken order = SignedTokenOrder.read(fields, now);
      Rights callersOwn =
          callers.all().stream()
              .filter(caller -> caller.name().equals(order.caller()))
              .map(Caller::rights)
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "caller must be the name of a configured caller"));
      if (callersOwn.and(order.rights()).nothing()) {
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

  /** In the order of the configuration, which is all that tells one from another. */
  private static JsonObjectBuilder described(CallbackToken token) {
    return Json.createObjectBuilder()
        .add("expires_at", instant(token.expiresAt()))
        .add("last_used", instant(token.lastUsed()));
  }

  private static JsonArrayBuilder names(Set<String> names) {
    return Json.createArrayBuilder(names.stream().sorted().toList());
  }

  private static JsonValue instant(Optional<Instant> instant) {
    return instant
        .<JsonValue>map(known -> Json.createValue(known.truncatedTo(ChronoUnit.SECONDS).toString()))
        .orElse(JsonValue.NULL);
  }

  private static Response json(int status, JsonObject json) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(json.toString())
        .build();
  }
}
