package io.latchkey.operator;

import io.latchkey.check.CheckReport;
import io.latchkey.check.CheckRunner;
import io.latchkey.check.Step;
import io.latchkey.page.PageResponses;
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
import java.util.concurrent.CompletionStage;

/**
 * {@code POST /ops/check}: runs a check and answers with its report: as a page to a browser that
 * has signed in, as JSON to a request with the operator token.
 */
@Path("ops/check")
@ApplicationScoped
public class CheckResource {

  private CheckRunner checks;
  private StatusPage page;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public CheckResource() {}

  @Inject
  public CheckResource(CheckRunner checks, StatusPage page) {
    this.checks = checks;
    this.page = page;
  }

  @POST
  @OperatorOrSession
  public CompletionStage<Response> check(@Context SecurityContext security) {
    Operator operator = Operator.of(security);
    return checks
        .run()
        .thenApply(
            report ->
                operator.session() != null
                    ? PageResponses.of(Response.ok(), page.forOperator(operator))
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
      if (step.next() != null) {
        one.add("next", step.next());
      }
      all.add(one);
    }
    return all;
  }
}
