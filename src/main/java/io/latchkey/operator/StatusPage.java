package io.latchkey.operator;

import io.latchkey.account.Account;
import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.check.Checks;
import io.latchkey.mint.AccountSnapshot;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.observe.AccountReport;
import io.latchkey.observe.History;
import io.latchkey.observe.Observers;
import io.latchkey.observe.RecentFailures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The page that says how everything is: written anew for each who looks, from what is remembered.
 * No secret is in it.
 *
 * <p>Thread-safe.
 */
public final class StatusPage {

  private static final Duration FRESH = Duration.ofSeconds(15);

  private final List<Account> accounts;
  private final List<String> pools;
  private final Callers callers;
  private final MeetingTokens tokens;
  private final Observers observers;
  private final History history;
  private final RecentFailures failures;
  private final Checks checks;
  private final Sessions sessions;
  private final InstantSource clock;
  private final Instant started;

  /**
   * @param started when this instance was
   * @param clock the monotonic clock that all freshness is judged by
   */
  public StatusPage(
      List<Account> accounts,
      List<String> pools,
      Callers callers,
      MeetingTokens tokens,
      Observers observers,
      History history,
      RecentFailures failures,
      Checks checks,
      Sessions sessions,
      Instant started,
      InstantSource clock) {
    this.accounts = List.copyOf(accounts);
    this.pools = List.copyOf(pools);
    this.callers = callers;
    this.tokens = tokens;
    this.observers = observers;
    this.history = history;
    this.failures = failures;
    this.checks = checks;
    this.sessions = sessions;
    this.clock = clock;
    this.started = started;
  }

  /** An account as it is at one moment. */
  private record Judged(
      Account account, AccountReport report, AccountSnapshot snapshot, AccountVerdict verdict) {}

  /** As it is now; with its buttons for who has a session. */
  String of(Optional<String> session) {
    Instant now = clock.instant();
    List<Judged> judged = worstFirst();
    List<Html> live = new ArrayList<>();
    live.add(verdict(judged, now));
    live.add(Html.element("h2", "Accounts"));
    judged.forEach(account -> live.add(account(account, now)));
    pools.forEach(pool -> live.add(pool(pool)));
    Html rest = Html.all(List.of(callers(now), failures()));
    Html body =
        Html.all(
            List.of(
                header(session),
                Html.element(
                    "main",
                    Html.element("p id=\"news\" role=\"status\"", ""),
                    Html.element("div id=\"accounts\" data-live", Html.all(live)),
                    check(session, now),
                    Html.element("div id=\"rest\" data-live", rest)),
                footer(now)));
    return Page.live("Latchkey: status", FRESH, body);
  }

  private Html header(Optional<String> session) {
    return Html.element(
        "header",
        Html.element("h1", "Latchkey"),
        session.map(known -> form(known, "logout", "", "Sign out", "")).orElse(Html.NOTHING));
  }

  private Html form(String session, String action, String busy, String label, String style) {
    return Html.element(
        "form method=\"post\"" + Html.attribute("action", action),
        Html.single(
            "input type=\"hidden\" name=\"csrf\""
                + Html.attribute("value", sessions.formToken(session))),
        Html.element(
            "button"
                + (style.isEmpty() ? "" : Html.attribute("class", style))
                + (busy.isEmpty() ? "" : Html.attribute("data-busy", busy)),
            label));
  }

  private static Html verdict(List<Judged> judged, Instant now) {
    List<AccountVerdict.Level> levels =
        judged.stream().map(account -> account.verdict().level()).toList();
    long failing = levels.stream().filter(AccountVerdict.Level.FAILING::equals).count();
    long degraded = levels.stream().filter(AccountVerdict.Level.DEGRADED::equals).count();
    long idle = levels.stream().filter(AccountVerdict.Level.IDLE::equals).count();
    String words =
        failing > 0
            ? "%s of %s accounts: bots get no ZAK.".formatted(failing, levels.size())
            : degraded > 0
                ? "Bots get in, but something is to be looked at."
                : idle == levels.size()
                    ? "Nobody has asked for a token yet: check now."
                    : "All is well: bots get in.";
    return Html.all(
        List.of(
            Html.element("p class=\"verdict\"", words),
            Html.element("p class=\"soft\"", "At " + Times.of(now) + ".")));
  }

  private List<Judged> worstFirst() {
    return accounts.stream()
        .map(this::judged)
        .sorted(Comparator.comparing(account -> account.verdict().level()))
        .toList();
  }

  private Judged judged(Account account) {
    AccountReport report = observers.report(account.name()).orElseThrow();
    AccountSnapshot snapshot = tokens.snapshot(account.name()).orElseThrow();
    return new Judged(account, report, snapshot, AccountVerdict.of(account, report));
  }

  private Html account(Judged judged, Instant now) {
    Account account = judged.account();
    AccountVerdict verdict = judged.verdict();
    AccountReport report = judged.report();
    AccountSnapshot snapshot = judged.snapshot();
    List<Html> parts = new ArrayList<>();
    parts.add(
        Html.element(
            "div class=\"head\"",
            Html.element("h3", "Account " + account.name()),
            Html.element(
                "span class=\"badge %s\"".formatted(verdict.level().style),
                verdict.level().title)));
    parts.add(Html.element("p", verdict.words()));
    verdict.next().ifPresent(next -> parts.add(Html.element("p class=\"next\"", next)));
    if (verdict.details().isPresent()) {
      parts.add(
          Html.element(
              "p class=\"soft\"", "As of the last call. If you have mended it, check now."));
    }
    verdict
        .details()
        .ifPresent(
            details ->
                parts.add(
                    Html.element(
                        "details",
                        Html.element("summary", "What exactly"),
                        Html.element("p class=\"soft\"", Html.element("code", details)))));
    parts.add(
        Html.element(
            "dl",
            fact("Last ZAK minted", Times.of(report.mintedAt(), now)),
            fact(
                "Access token expires",
                snapshot.accessTokenExpiresAt().isEmpty()
                    ? "there is none"
                    : Times.of(snapshot.accessTokenExpiresAt(), now)),
            fact("Zoom's host", snapshot.apiHost().orElse("not known yet")),
            fact(
                "Calls to Zoom",
                "%s a second at most%s"
                    .formatted(
                        snapshot.callsAllowed(),
                        snapshot.callsAllowed() < snapshot.callsConfigured()
                            ? " (%s configured; Zoom said 429)"
                                .formatted(snapshot.callsConfigured())
                            : "")),
            fact(
                "Zoom is asked again",
                snapshot
                    .pausedUntil()
                    .or(snapshot::accessTokenLeftUntil)
                    .map(until -> Times.of(Optional.of(until), now))
                    .orElse("whenever needed"))));
    parts.add(plots(account.name(), true));
    return card(verdict.level().style, parts);
  }

  private Html pool(String name) {
    return card(
        "idle",
        List.of(
            Html.element("div class=\"head\"", Html.element("h3", "Pool " + name)),
            plots(name, false)));
  }

  private static Html card(String style, List<Html> parts) {
    return Html.element("section class=\"card %s\"".formatted(style), Html.all(parts));
  }

  private static Html fact(String name, String value) {
    return Html.element("div", Html.element("dt", name), Html.element("dd", value));
  }

  private Html plots(String name, boolean withZoom) {
    List<History.Minute> hour = history.of(name);
    long answered = sum(hour, History.Minute::answered);
    long failed = sum(hour, History.Minute::failed);
    long calls = sum(hour, History.Minute::zoomCalls);
    long callsFailed = sum(hour, History.Minute::zoomFailures);
    if (answered + failed + calls + callsFailed == 0) {
      return Html.element("p class=\"soft\"", "Nothing in the last hour.");
    }
    List<Long> nothing = of(hour, minute -> 0L);
    long slowest = hour.stream().mapToLong(minute -> minute.slowest().toMillis()).max().orElse(0);
    List<Html> plots = new ArrayList<>();
    plots.add(
        Plot.bars(
            "Callbacks",
            "%s answered, %s failed".formatted(answered, failed),
            of(hour, History.Minute::answered),
            of(hour, History.Minute::failed)));
    plots.add(
        Plot.bars(
            "Slowest answer",
            slowest + " ms",
            of(hour, minute -> minute.slowest().toMillis()),
            nothing));
    if (withZoom) {
      plots.add(
          Plot.bars(
              "Calls to Zoom",
              "%s good, %s not".formatted(calls, callsFailed),
              of(hour, History.Minute::zoomCalls),
              of(hour, History.Minute::zoomFailures)));
    }
    plots.add(
        Plot.bars(
            "Failures",
            "%s callbacks, %s calls".formatted(failed, callsFailed),
            nothing,
            of(hour, minute -> minute.failed() + minute.zoomFailures())));
    return Html.element("div class=\"plots\"", Html.all(plots));
  }

  private static List<Long> of(List<History.Minute> hour, Function<History.Minute, Long> value) {
    return hour.stream().map(value).toList();
  }

  private static long sum(List<History.Minute> hour, Function<History.Minute, Long> value) {
    return hour.stream().mapToLong(value::apply).sum();
  }

  private Html callers(Instant now) {
    List<Html> rows = new ArrayList<>();
    for (Caller caller : callers.all()) {
      int number = 0;
      for (CallbackToken token : caller.tokens()) {
        number++;
        rows.add(
            Tables.row(
                caller.name(),
                caller.rule().name().toLowerCase(Locale.ROOT),
                "callback token " + number,
                Times.of(token.lastUsed(), now),
                token.expiresAt().map(end -> Times.of(Optional.of(end), now)).orElse("never")));
      }
      if (caller.tokens().isEmpty()) {
        rows.add(
            Tables.row(
                caller.name(), caller.rule().name().toLowerCase(Locale.ROOT), "none", "", ""));
      }
    }
    return Html.all(
        List.of(
            Html.element("h2", "Callers"),
            Tables.wide(
                "In the order of the configuration; since " + Times.of(started),
                List.of("Caller", "Proves itself by", "Token", "Last used", "Expires"),
                rows)));
  }

  private Html failures() {
    List<Html> rows = new ArrayList<>();
    for (RecentFailures.Failed failed : failures.all()) {
      rows.add(
          Html.element(
              "tr",
              Html.element("td", Times.of(failed.at())),
              Html.element("td", Integer.toString(failed.status())),
              Html.element("td", failed.asked()),
              Html.element("td", failed.why()),
              Html.element("td", Html.element("code", failed.instance()))));
    }
    Html heading = Html.element("h2", "Recent failures");
    return rows.isEmpty()
        ? Html.all(List.of(heading, Html.element("p class=\"soft\"", "None since the start.")))
        : Html.all(
            List.of(
                heading,
                Tables.wide(
                    "The last 20 callbacks without a token; the platform saw the instance",
                    List.of("At", "Status", "Asked for", "Why", "Instance"),
                    rows)));
  }

  private Html check(Optional<String> session, Instant now) {
    List<Html> parts = new ArrayList<>();
    parts.add(Html.element("h2 id=\"check\"", "Check now"));
    parts.add(
        Html.element(
            "p",
            "Goes all the way to a ZAK for every account, and calls the public URL. The ZAKs are"
                + " thrown away."));
    session.ifPresent(
        known -> parts.add(form(known, "check#check", "Checking…", "Check now", "main")));
    checks.last().ifPresent(report -> parts.add(CheckReportHtml.of(report, now)));
    return Html.element("section", Html.all(parts));
  }

  private Html footer(Instant now) {
    return Html.element(
        "footer",
        "This instance was started %s ago. All times are UTC. Nothing here is a secret."
            .formatted(Times.words(Duration.between(started, now))));
  }
}
