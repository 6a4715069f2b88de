package io.latchkey.operator;

import io.latchkey.page.Html;
import io.latchkey.page.Page;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The status page: the accounts, the callers and the recent failures as they are now. It is written
 * for each request, from what is in memory; it calls nothing and holds no secret.
 *
 * <p>Thread-safe.
 */
public final class StatusPage {

  /** After this time the page asks for itself again. */
  private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(15);

  /** The parts of the page, from top to bottom. */
  public record Sections(
      AccountSection accounts,
      GrantSection grants,
      CheckSection checks,
      CallerSection callers,
      FailureSection failures,
      InstanceSection instances) {}

  private final Sections sections;
  private final Sessions sessions;
  private final Instant deployedAt;
  private final InstantSource clock;

  /**
   * @param deployedAt when this instance was deployed
   * @param clock the monotonic clock that all freshness is judged by
   */
  public StatusPage(Sections sections, Sessions sessions, Instant deployedAt, InstantSource clock) {
    this.sections = sections;
    this.sessions = sessions;
    this.deployedAt = deployedAt;
    this.clock = clock;
  }

  /** Returns the page as it is now; only an operator with a session gets its buttons. */
  String forOperator(Operator operator) {
    Instant now = clock.instant();
    Html body =
        Html.all(
            List.of(
                header(operator),
                Html.element(
                    "main",
                    Html.element("p id=\"news\" role=\"status\"", ""),
                    Html.element(
                        "div id=\"accounts\" data-live",
                        sections.accounts.html(now),
                        sections.grants.html(now)),
                    sections.checks.html(operator, now),
                    Html.element(
                        "div id=\"rest\" data-live",
                        Html.all(
                            List.of(
                                sections.callers.html(now),
                                sections.failures.html(),
                                sections.instances.html())))),
                footer(now)));
    return Page.live("Latchkey: status", REFRESH_INTERVAL, body);
  }

  private Html header(Operator operator) {
    Html signOut =
        operator.session() == null
            ? Html.NOTHING
            : ButtonForm.of(sessions.formToken(operator.session()), "logout", "Sign out", "");
    return Html.element("header", Html.element("h1", "Latchkey"), signOut);
  }

  private Html footer(Instant now) {
    return Html.element(
        "footer",
        "This instance%s was started %s ago. All times are UTC. Nothing here is a secret."
            .formatted(
                sections.instances.asInsertion(),
                Times.inWords(Duration.between(deployedAt, now))));
  }
}
