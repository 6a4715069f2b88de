package io.latchkey.operator;

import io.latchkey.check.CheckReport;
import io.latchkey.check.Checks;
import io.latchkey.check.Step;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * {@code POST /ops/check}: checks now, step by step. For a browser that has signed in as a page,
 * for who presents the operator token as JSON.
 */
@Path("ops/check")
@ApplicationScoped
public class CheckResource {

  private Checks checks;
  private StatusPage page;

  /** For the container's proxy; public, because RESTEasy wants to see one. */
  @SuppressWarnings("NullAway.Init")
  public CheckResource() {}

  @Inject
  public CheckResource(Checks checks, StatusPage page) {
    this.checks = checks;
    this.page = page;
  }

  @POST
  @PageOnly
  public CompletionStage<Response> check(@Context SecurityContext security) {
    Optional<String> session = Operator.session(security);
    return checks
        .run()
        .thenApply(
            report ->
                session.isPresent()
                    ? Pages.of(Response.ok(), page.of(session))
                    : Response.ok(json(report), MediaType.APPLICATION_JSON_TYPE).build());
  }

  private static String json(CheckReport report) {
    JsonArrayBuilder accounts = Json.createArrayBuilder();
    report
        .accounts()
        .forEach(
            of ->
                accounts.add(
                    Json.createObjectBuilder()
                        .add("account", of.account())
                        .add("steps", steps(of.steps()))));
    return Json.createObjectBuilder()
        .add("at", report.at().truncatedTo(ChronoUnit.SECONDS).toString())
        .add("took_ms", report.took().toMillis())
        .add("passed", report.passed())
        .add("accounts", accounts)
        .add("public_url", steps(report.publicUrl()))
        .build()
        .toString();
  }

  private static JsonArrayBuilder steps(List<Step> steps) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (Step step : steps) {
      JsonObjectBuilder one =
          Json.createObjectBuilder()
              .add("step", step.name())
              .add("result", step.result().text())
              .add("finding", step.finding());
      step.next().ifPresent(next -> one.add("next", next));
      all.add(one);
    }
    return all;
  }
}
