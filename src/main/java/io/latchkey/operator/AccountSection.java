package io.latchkey.operator;

import io.latchkey.account.Account;
import io.latchkey.mint.AccountSnapshot;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.observe.AccountReport;
import io.latchkey.observe.History;
import io.latchkey.observe.Observers;
import io.latchkey.page.Html;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The part of the status page that shows the accounts, those with problems first, and the pools.
 *
 * <p>Thread-safe.
 */
public final class AccountSection {

  private final List<Account> accounts;
  private final List<String> pools;
  private final MeetingTokens tokens;
  private final Observers observers;
  private final History history;

  /**
   * @param pools names of the pools
   */
  public AccountSection(
      List<Account> accounts,
      List<String> pools,
      MeetingTokens tokens,
      Observers observers,
      History history) {
    this.accounts = List.copyOf(accounts);
    this.pools = List.copyOf(pools);
    this.tokens = tokens;
    this.observers = observers;
    this.history = history;
  }

  /** An account at one moment. */
  private record AccountView(
      Account account, AccountReport report, AccountSnapshot snapshot, AccountVerdict verdict) {}

  Html html(Instant now) {
    List<AccountView> views =
        accounts.stream()
            .map(this::view)
            // The levels are declared with the worst first.
            .sorted(Comparator.comparing(view -> view.verdict().level()))
            .toList();
    List<Html> parts = new ArrayList<>();
    if (views.isEmpty()) {
      return Html.element("p class=\"soft\"", "At " + Times.absolute(now) + ".");
    }
    parts.add(summary(views, now));
    parts.add(Html.element("h2", "Accounts"));
    views.forEach(view -> parts.add(accountCard(view, now)));
    pools.forEach(pool -> parts.add(poolCard(pool)));
    return Html.all(parts);
  }

  private AccountView view(Account account) {
    // Every configured account has a report and a snapshot.
    AccountReport report = observers.report(account.name()).orElseThrow();
    AccountSnapshot snapshot = tokens.snapshot(account.name()).orElseThrow();
    return new AccountView(account, report, snapshot, AccountVerdict.of(account, report));
  }

  private static Html summary(List<AccountView> views, Instant now) {
    return Html.all(
        List.of(
            Html.element("p class=\"verdict\"", summaryText(views)),
            Html.element("p class=\"soft\"", "At " + Times.absolute(now) + ".")));
  }

  private static String summaryText(List<AccountView> views) {
    long failing = count(views, AccountVerdict.Level.FAILING);
    if (failing > 0) {
      return "%s of %s accounts: bots get no ZAK.".formatted(failing, views.size());
    }
    if (count(views, AccountVerdict.Level.DEGRADED) > 0) {
      return "Bots get in, but something is to be looked at.";
    }
    return count(views, AccountVerdict.Level.IDLE) == views.size()
        ? "Nobody has asked for a token yet: check now."
        : "All is well: bots get in.";
  }

  private static long count(List<AccountView> views, AccountVerdict.Level level) {
    return views.stream().filter(view -> view.verdict().level() == level).count();
  }

  private Html accountCard(AccountView view, Instant now) {
    AccountVerdict verdict = view.verdict();
    String name = view.account().name();
    return Html.element(
        "section class=\"card %s\"".formatted(verdict.level().style),
        Html.element(
            "div class=\"head\"",
            Html.element("h3", "Account " + name),
            Html.element(
                "span class=\"badge %s\"".formatted(verdict.level().style), verdict.level().title)),
        Html.element("p", verdict.words()),
        verdict.next() == null ? Html.NOTHING : Html.element("p class=\"next\"", verdict.next()),
        verdict.details() == null ? Html.NOTHING : details(verdict.details()),
        AccountFactsHtml.html(view.report(), view.snapshot(), now),
        HistoryPlots.ofAccount(history.of(name)));
  }

  private static Html details(String details) {
    return Html.all(
        List.of(
            Html.element(
                "p class=\"soft\"", "As of the last call. If you have mended it, check now."),
            Html.element(
                "details",
                Html.element("summary", "What exactly"),
                Html.element("p class=\"soft\"", Html.element("code", details)))));
  }

  private Html poolCard(String name) {
    // A pool has no verdict: "idle" is only the neutral colour.
    return Html.element(
        "section class=\"card idle\"",
        Html.element("div class=\"head\"", Html.element("h3", "Pool " + name)),
        HistoryPlots.ofPool(history.of(name)));
  }
}
