package io.latchkey.operator;

import io.latchkey.grant.GrantCounts;
import io.latchkey.observe.GrantMonitor;
import io.latchkey.page.Html;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of the status page that shows the accounts of General apps: how their grants are, and
 * what is wrong with the database.
 *
 * <p>Thread-safe.
 */
public final class GrantSection {

  private final List<String> accounts;
  private final boolean hasDatabase;
  private final GrantMonitor monitor;

  /**
   * @param accounts the configured accounts of General apps
   * @param hasDatabase whether a database is configured; without a General app it is optional
   */
  public GrantSection(List<String> accounts, boolean hasDatabase, GrantMonitor monitor) {
    this.accounts = List.copyOf(accounts);
    this.hasDatabase = hasDatabase;
    this.monitor = monitor;
  }

  /** Returns nothing if there is no General app, and the database, if any, can be used. */
  Html html(Instant now) {
    if (!hasDatabase) {
      return Html.NOTHING;
    }
    if (accounts.isEmpty()) {
      return monitor.databaseProblem().map(problem -> database(problem, now)).orElse(Html.NOTHING);
    }
    List<Html> parts = new ArrayList<>();
    parts.add(Html.element("h2", "Grants of users"));
    monitor.databaseProblem().ifPresent(problem -> parts.add(database(problem, now)));
    monitor.unsavedSince().ifPresent(since -> parts.add(unsaved(since, now)));
    accounts.forEach(account -> parts.add(account(account)));
    parts.add(Html.element("p", Html.element("a href=\"grants\"", "All grants")));
    return Html.all(parts);
  }

  private static Html database(GrantMonitor.DatabaseProblem problem, Instant now) {
    return card(
        "bad",
        "Database",
        "away",
        "The database cannot be used since %s: %s."
            .formatted(Times.relative(problem.since(), now), problem.problem()),
        "Grants are served from memory while their access tokens work, and none is refreshed. Each"
            + " instance goes on by itself: tokens, quota and seats are not shared.");
  }

  private Html unsaved(Instant since, Instant now) {
    return card(
        "bad",
        "New tokens",
        "not stored",
        "New tokens of %s grants are not stored yet, the oldest since %s."
            .formatted(monitor.unsavedGrants(), Times.relative(since, now)),
        "Do not stop this instance: storing them is tried until it succeeds.");
  }

  private Html account(String account) {
    GrantCounts counts = monitor.counts();
    String words = counts.inWords(account) + ".";
    String title = "Account " + account;
    if (monitor.isGuarded(account)) {
      return card(
          "bad",
          title,
          "refused",
          "Zoom refuses most grants of this account. " + words,
          "Was the client id changed, or the database restored from a backup? Is it an incident at"
              + " Zoom? No grant dies meanwhile, and Zoom is asked once a minute.");
    }
    Optional<String> refusal = monitor.appRefusal(account);
    if (refusal.isPresent()) {
      return card(
          "bad",
          title,
          "refused",
          "Zoom refuses the app of this account: %s. %s".formatted(refusal.get(), words),
          "Compare client-id and client-secret with the app's credentials at Zoom. No grant is"
              + " touched; check now to see whether it is mended.");
    }
    return counts.isWell(account)
        ? card("good", title, "well", words, "")
        : card("warn", title, "look", words, "The users of dead grants must connect again.");
  }

  private static Html card(String style, String title, String badge, String words, String next) {
    return Html.element(
        "section class=\"card %s\"".formatted(style),
        Html.element(
            "div class=\"head\"",
            Html.element("h3", title),
            Html.element("span class=\"badge %s\"".formatted(style), badge)),
        Html.element("p", words),
        next.isEmpty() ? Html.NOTHING : Html.element("p class=\"next\"", next));
  }
}
