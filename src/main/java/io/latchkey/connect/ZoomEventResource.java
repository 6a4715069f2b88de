package io.latchkey.connect;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.caller.RejectionReason;
import io.latchkey.caller.WallClock;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantAdministration;
import io.latchkey.secret.Secret;
import io.latchkey.token.TokenFailure;
import io.latchkey.web.Problems;
import io.latchkey.web.RejectedRequests;
import io.latchkey.web.RequestBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /zoom/<account>/events}: Zoom tells that a user has removed the app. Zoom sends an
 * event again unless it gets 200 within three seconds.
 *
 * @see <a href="https://developers.zoom.us/docs/api/webhooks/">Zoom: webhooks</a>
 */
@Path("zoom/{account}/events")
@ApplicationScoped
public class ZoomEventResource {

  private static final System.Logger LOG = System.getLogger(ZoomEventResource.class.getName());

  private static final Pattern PLAIN_TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern ZOOM_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Duration CLOCKS_APART = Duration.ofDays(1);
  private static final String ACTOR = "zoom";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private ZoomWebhooks webhooks;
  private WallClock clock;
  private Problems problems;
  private RejectedRequests rejectedRequests;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public ZoomEventResource() {}

  @Inject
  public ZoomEventResource(
      ZoomWebhooks webhooks,
      WallClock clock,
      Problems problems,
      RejectedRequests rejectedRequests) {
    this.webhooks = webhooks;
    this.clock = clock;
    this.problems = problems;
    this.rejectedRequests = rejectedRequests;
  }

  @POST
  public Response event(
      InputStream content,
      @PathParam("account") String account,
      @HeaderParam("x-zm-request-timestamp") @Nullable String timestamp,
      @HeaderParam("x-zm-signature") @Nullable String signature) {
    ZoomWebhooks.Parts parts = webhooks.parts();
    ZoomWebhooks.App app = parts == null ? null : parts.apps().get(account);
    if (parts == null || app == null) {
      rejectedRequests.notFound();
      return problems.notFound();
    }
    byte[] body = RequestBody.read(content);
    Optional<Secret> signer =
        body.length > RequestBody.MAX_BYTES
            ? Optional.empty()
            : app.signature().signer(timestamp, signature, body, clock.now());
    if (signer.isEmpty()) {
      rejectedRequests.unauthorized(RejectionReason.SIGNATURE_WRONG);
      return problems.notSignedByZoom();
    }
    JsonObject json = RequestBody.of(body).json();
    JsonObject payload =
        json.get("payload") instanceof JsonObject object ? object : JsonObject.EMPTY_JSON_OBJECT;
    return switch (json.getString("event", "")) {
      case "endpoint.url_validation" -> validation(payload, signer.get());
      case "app_deauthorized" -> deauthorized(parts, app, account, json, payload);
      default -> Response.ok().build();
    };
  }

  /**
   * Shows Zoom that we have the secret. Nothing but a short token is ever signed for a stranger.
   */
  private Response validation(JsonObject payload, Secret secret) {
    String plainToken = payload.getString("plainToken", "");
    if (!PLAIN_TOKEN.matcher(plainToken).matches()) {
      rejectedRequests.notFound();
      return problems.malformed("plainToken must be 1 to 64 of A-Z a-z 0-9 _ -");
    }
    String answer =
        Json.createObjectBuilder()
            .add("plainToken", plainToken)
            .add("encryptedToken", ZoomSignature.hmac(secret, plainToken))
            .build()
            .toString();
    return Response.ok(answer, MediaType.APPLICATION_JSON_TYPE).build();
  }

  private Response deauthorized(
      ZoomWebhooks.Parts parts,
      ZoomWebhooks.App app,
      String account,
      JsonObject event,
      JsonObject payload) {
    Optional<Instant> removedAt = removedAt(event, payload);
    String user = payload.getString("user_id", "");
    if (payload.getString("client_id", "").equals(app.clientId())
        && ZOOM_ID.matcher(user).matches()
        && removedAt.isPresent()) {
      return end(parts, account, user, removedAt.get());
    }
    LOG.log(
        WARNING,
        () ->
            "account %s: an app_deauthorized of Zoom lacks our client id, a user or a time; nothing has changed"
                .formatted(account));
    return Response.ok().build();
  }

  private Response end(ZoomWebhooks.Parts parts, String account, String user, Instant removedAt) {
    GrantAdministration grants = parts.administration();
    try {
      boolean hasEnded =
          parts
              .limits()
              .withConnection(
                  () ->
                      grants.endConsentBefore(
                          account, user, removedAt, Grant.Reason.DEAUTHORIZED, ACTOR));
      LOG.log(
          INFO,
          () ->
              "account %s: a user has removed the app at Zoom; %s"
                  .formatted(
                      account, hasEnded ? "the grant has ended" : "no older grant is there"));
      return Response.ok().build();
    } catch (DatabaseUnavailable | TokenFailure later) {
      // Zoom sends it again.
      return problems.laterOn("The event cannot be stored now. Send it again.", RETRY_AFTER);
    }
  }

  /** Returns when the user has removed the app; empty if the event names no possible time. */
  private Optional<Instant> removedAt(JsonObject event, JsonObject payload) {
    return time(event, payload)
        .filter(time -> time.isAfter(Instant.EPOCH))
        .filter(time -> time.isBefore(clock.now().plus(CLOCKS_APART)));
  }

  private static Optional<Instant> time(JsonObject event, JsonObject payload) {
    try {
      return Optional.of(Instant.parse(payload.getString("deauthorization_time", "")));
    } catch (DateTimeParseException noTime) {
      return event.get("event_ts") instanceof JsonNumber millis
          ? Optional.of(Instant.ofEpochMilli(millis.longValue()))
          : Optional.empty();
    }
  }
}
