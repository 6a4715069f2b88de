package io.latchkey.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.latchkey.grant.GrantAdministration;
import io.latchkey.grant.GrantAdministration.Filter;
import io.latchkey.grant.GrantAdministration.Listed;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import io.latchkey.operator.GrantImport.LineResult;
import io.latchkey.operator.GrantImport.Mode;
import io.latchkey.page.PageResponses;
import io.latchkey.service.MalformedParameter;
import io.latchkey.web.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /ops/grants}: lists the grants, and imports them line by line. */
@Path(GrantResource.PATH)
@ApplicationScoped
public class GrantResource {

  static final String PATH = "ops/grants";

  private static final int MOST_LISTED = 500;
  private static final int MOST_CONSENTS = 20;

  private OperatorGrants grants;
  private OperatorGate gate;
  private Sessions sessions;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public GrantResource() {}

  @Inject
  public GrantResource(OperatorGrants grants, OperatorGate gate, Sessions sessions) {
    this.grants = grants;
    this.gate = gate;
    this.sessions = sessions;
  }

  @GET
  @OperatorOrSession
  public Response list(
      @QueryParam("account") @Nullable String account,
      @QueryParam("state") @Nullable String state,
      @QueryParam("name") @Nullable String name,
      @QueryParam("after") @Nullable String after,
      @Context SecurityContext security) {
    OperatorGrants.Parts parts = grants.parts();
    if (parts == null) {
      return gate.notFound();
    }
    Filter filter = new Filter(emptyToNull(account), state(state), emptyToNull(name), id(after));
    Operator operator = Operator.of(security);
    return DatabaseAccess.orUnavailable(
        () -> {
          List<Listed> listed = parts.administration().list(filter, MOST_LISTED);
          return operator.session() == null
              ? Response.ok(GrantJson.list(listed, MOST_LISTED), MediaType.APPLICATION_JSON_TYPE)
                  .build()
              : PageResponses.of(Response.ok(), page(operator, parts, filter, listed));
        });
  }

  private String page(
      Operator operator, OperatorGrants.Parts parts, Filter filter, List<Listed> listed) {
    GrantAdministration administration = parts.administration();
    boolean isOne = filter.name() != null && listed.size() == 1;
    return page(operator, parts)
        .of(
            new GrantPage.Content(
                filter,
                listed,
                administration.counts(),
                isOne ? administration.auditOf(listed.get(0).grant().id()) : List.of(),
                new GrantPage.Consents(
                    parts.consents().store().withoutGrant(MOST_CONSENTS),
                    parts.consents().rules().redirectUri())),
            MOST_LISTED);
  }

  private GrantPage page(Operator operator, OperatorGrants.Parts parts) {
    String session = operator.session();
    return new GrantPage(
        parts.accounts(),
        session == null ? "" : sessions.formToken(session),
        parts.consents().links().isEnabled());
  }

  private static @Nullable GrantId id(@Nullable String after) {
    if (after == null || after.isEmpty()) {
      return null;
    }
    return GrantId.parse(after)
        .orElseThrow(() -> new MalformedParameter("after", "must be the id of a grant"));
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
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
  @OperatorOrSession
  public Response importLines(
      byte[] body,
      @QueryParam("dry-run") @Nullable String dryRun,
      @QueryParam("verify") @Nullable String verify,
      @Context SecurityContext security) {
    OperatorGrants.Parts parts = grants.parts();
    if (parts == null) {
      return gate.notFound();
    }
    Operator operator = Operator.of(security);
    if (operator.session() == null) {
      List<LineResult> results =
          DatabaseAccess.orUnavailable(
              () -> parts.imports().run(body, mode(dryRun, verify), operator.name()));
      return Response.ok(GrantJson.imported(results), MediaType.APPLICATION_JSON_TYPE).build();
    }
    if (body.length > GrantImport.MAX_FORM_BYTES) {
      throw new MalformedParameter("body", "is too long: send the lines with the operator token");
    }
    Query form = Query.of(new String(body, UTF_8));
    byte[] lines = form.singleValue("lines").orElse("").getBytes(UTF_8);
    Mode mode = modeOfForm(form.singleValue("mode").orElse(""));
    List<LineResult> results =
        DatabaseAccess.orUnavailable(() -> parts.imports().run(lines, mode, operator.name()));
    return PageResponses.of(Response.ok(), page(operator, parts).ofImport(results));
  }

  private static Mode mode(@Nullable String dryRun, @Nullable String verify) {
    if ("true".equals(dryRun)) {
      return Mode.DRY_RUN;
    }
    // Whoever wrote anything else did not want the lines stored, perhaps.
    if (dryRun != null && !dryRun.equals("false")) {
      throw new MalformedParameter("dry-run", "must be true or false");
    }
    return switch (verify == null ? "later" : verify) {
      case "now" -> Mode.STORE_AND_REFRESH;
      case "later" -> Mode.STORE;
      default -> throw new MalformedParameter("verify", "must be now or later");
    };
  }

  private static Mode modeOfForm(String value) {
    return switch (value) {
      case "store" -> Mode.STORE;
      case "refresh" -> Mode.STORE_AND_REFRESH;
      case "dry-run" -> Mode.DRY_RUN;
      default -> throw new MalformedParameter("mode", "must be dry-run, store or refresh");
    };
  }
}
