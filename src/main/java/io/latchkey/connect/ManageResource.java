package io.latchkey.connect;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.caller.WallClock;
import io.latchkey.consent.ConsentApp;
import io.latchkey.consent.ManageLink;
import io.latchkey.consent.UserLinks;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.Grant;
import io.latchkey.secret.Secret;
import io.latchkey.token.TokenFailure;
import io.latchkey.web.Query;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /connect/manage}: the page where a user sees how it is, and disconnects. */
@Path("connect/manage")
@ApplicationScoped
public class ManageResource {

  private static final System.Logger LOG = System.getLogger(ManageResource.class.getName());

  private static final String FORM = "lf1";
  private static final Duration FORM_FOR = Duration.ofHours(1);

  private Connecting connecting;
  private ConnectResource connect;
  private UserResponses responses;
  private WallClock clock;
  private RequestQuery queries;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public ManageResource() {}

  @Inject
  public ManageResource(
      Connecting connecting,
      ConnectResource connect,
      UserResponses responses,
      WallClock clock,
      RequestQuery queries) {
    this.connecting = connecting;
    this.connect = connect;
    this.responses = responses;
    this.clock = clock;
    this.queries = queries;
  }

  /** What a link to a user's own page leads to. */
  private record Owned(Connecting.Parts parts, ManageLink link, Secret token, Grant grant) {}

  /** Does something for the owner of a grant. */
  @FunctionalInterface
  private interface Answer {
    Response of(Owned owned);
  }

  @GET
  public Response page(@Context UriInfo uri) {
    Query query = queries.read(uri);
    return answer(
        query,
        owned -> {
          ConsentApp app = owned.parts().flow().app(owned.link()).orElse(null);
          // The address is kept, with its result. It says nothing of a grant that has ended since.
          PageResult result =
              owned.grant().status().state().isAlive()
                  ? PageResult.read(owned.parts().texts(), query.onlyValue("result").orElse(null))
                      .orElse(null)
                  : null;
          return responses.manage(
              owned.parts(),
              owned.link(),
              new UserPages.Managed(
                  owned.grant(),
                  owned.token().reveal(),
                  formToken(owned),
                  app == null ? "" : app.scopes(),
                  result));
        });
  }

  private Response answer(Query query, Answer answer) {
    Connecting.Parts parts = connecting.parts();
    Secret token = ConnectResource.secret(query, "t");
    if (parts == null
        || token == null
        || !(parts.links().read(token).orElse(null) instanceof ManageLink link)) {
      return responses.notFound();
    }
    if (!clock.now().isBefore(link.expiresAt())) {
      return responses.gone();
    }
    Optional<Grant> grant;
    try {
      grant = parts.limits().withConnection(() -> parts.grants().apply(link.grant()));
    } catch (DatabaseUnavailable | TokenFailure later) {
      return responses.busy();
    }
    return grant.isEmpty()
        ? responses.gone()
        : answer.of(new Owned(parts, link, token, grant.get()));
  }

  private String formToken(Owned owned) {
    String content =
        UserLinks.hash(owned.token()) + " " + clock.now().plus(FORM_FOR).getEpochSecond();
    return owned.parts().texts().sign(FORM, content.getBytes(UTF_8)).reveal();
  }

  @POST
  public Response change(InputStream body, @Context HttpHeaders headers) {
    Connecting.Parts parts = connecting.parts();
    if (parts != null && !parts.limits().admitsPost()) {
      return responses.busy();
    }
    Query form = ConnectResource.form(body);
    return answer(
        form,
        owned -> {
          if (ConnectResource.isSentFromElsewhere(headers)
              || !isOurForm(owned, ConnectResource.secret(form, "form"))) {
            return responses.foreignForm();
          }
          return switch (form.onlyValue("action").orElse("")) {
            case "connect" -> connect.begin(owned.parts(), owned.link(), BrowserCookie.of(headers));
            case "disconnect" -> disconnect(owned);
            default -> responses.notFound();
          };
        });
  }

  private boolean isOurForm(Owned owned, @Nullable Secret presented) {
    String[] words =
        presented == null
            ? new String[0]
            : owned
                .parts()
                .texts()
                .read(FORM, presented)
                .map(content -> new String(content, UTF_8).split(" ", 2))
                .orElse(new String[0]);
    return words.length == 2
        && words[0].equals(UserLinks.hash(owned.token()))
        && words[1].matches("\\d{1,12}")
        && clock.now().getEpochSecond() < Long.parseLong(words[1]);
  }

  /** Ends a grant, at Zoom too if Zoom can be told. Whatever Zoom says, the user is let go. */
  private Response disconnect(Owned owned) {
    try {
      return owned.parts().actions().disconnect(owned.grant().id())
          ? responses.message("manage.disconnected")
          : responses.message("manage.forgotten");
    } catch (DatabaseUnavailable away) {
      LOG.log(WARNING, () -> "a user could not disconnect: " + away.diagnosis());
      return responses.busy();
    }
  }
}
