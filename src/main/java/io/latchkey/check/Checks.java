package io.latchkey.check;

import static java.lang.System.Logger.Level.ERROR;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.latchkey.account.Account;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Rights;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.secret.RedactedThrowable;
import io.latchkey.token.Alarm;
import io.latchkey.token.Remedy;
import io.latchkey.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks all accounts and the public URL, one check at a time: who asks while one is under way gets
 * its report.
 *
 * <p>Thread-safe.
 */
public final class Checks {

  private static final System.Logger LOG = System.getLogger(Checks.class.getName());
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Remedy TOO_LATE =
      new Remedy(
          "not done within 15 s",
          "Something hangs on the way: mostly DNS, or a firewall that drops what it does not let"
              + " through.");
  private static final Remedy DEFECT =
      new Remedy("a defect of Latchkey", "Its log has it, at ERROR.");

  private final List<Account> accounts;
  private final Callers callers;
  private final MeetingTokens tokens;
  private final AccountProbe probe;
  private final PublicUrl publicUrl;
  private final Map<String, Set<String>> pools;
  private final Consumer<Account> minted;
  private final Executor threads;
  private final Alarm alarm;
  private final InstantSource clock;
  private final AtomicReference<@Nullable CompletableFuture<CheckReport>> running =
      new AtomicReference<>();
  private final AtomicReference<@Nullable CheckReport> last = new AtomicReference<>();

  /**
   * @param pools names of the pools that each account is in
   * @param minted called with each account that gave a ZAK
   * @param threads on which the steps block
   * @param clock the monotonic clock that all freshness is judged by
   */
  public Checks(
      List<Account> accounts,
      Callers callers,
      MeetingTokens tokens,
      AccountProbe probe,
      PublicUrl publicUrl,
      Map<String, Set<String>> pools,
      Consumer<Account> minted,
      Executor threads,
      Alarm alarm,
      InstantSource clock) {
    this.accounts = List.copyOf(accounts);
    this.callers = callers;
    this.tokens = tokens;
    this.probe = probe;
    this.publicUrl = publicUrl;
    this.pools = Map.copyOf(pools);
    this.minted = minted;
    this.threads = threads;
    this.alarm = alarm;
    this.clock = clock;
  }

  /** The report of the last check; empty if there was none. */
  public Optional<CheckReport> last() {
    return Optional.ofNullable(last.get());
  }

  /** Checks now. Takes a quarter of a minute at most, whatever hangs. */
  public CompletionStage<CheckReport> run() {
    CompletableFuture<CheckReport> mine = new CompletableFuture<>();
    while (!running.compareAndSet(null, mine)) {
      CompletableFuture<CheckReport> others = running.get();
      if (others != null) {
        return others.copy();
      }
    }
    CompletableFuture.completedStage(mine)
        .thenCompose(any -> begin())
        .whenComplete((report, thrown) -> end(mine, report, thrown));
    return mine.copy();
  }

  private void end(
      CompletableFuture<CheckReport> mine,
      @Nullable CheckReport report,
      @Nullable Throwable thrown) {
    if (report != null) {
      last.set(report);
    }
    running.set(null);
    if (report == null) {
      mine.completeExceptionally(requireNonNull(thrown));
    } else {
      mine.complete(report);
    }
  }

  private CompletionStage<CheckReport> begin() {
    Instant began = clock.instant();
    List<CompletableFuture<CheckReport.OfAccount>> ofAccounts =
        accounts.stream()
            .map(
                account ->
                    inTime(() -> steps(account))
                        .thenApply(steps -> new CheckReport.OfAccount(account.name(), steps)))
            .toList();
    CompletableFuture<List<Step>> ofUrl = inTime(publicUrl::check);
    return CompletableFuture.allOf(ofAccounts.toArray(CompletableFuture[]::new))
        .thenCombine(
            ofUrl,
            (all, steps) ->
                new CheckReport(
                    began,
                    Duration.between(began, clock.instant()),
                    ofAccounts.stream().map(CompletableFuture::join).toList(),
                    steps));
  }

  /** Nothing that hangs, and no defect, keeps the rest of the report. */
  private CompletableFuture<List<Step>> inTime(Supplier<List<Step>> steps) {
    CompletableFuture<List<Step>> done = new CompletableFuture<>();
    Future<?> late =
        alarm.after(LIMIT, () -> done.complete(List.of(Step.failed("Check", TOO_LATE))));
    threads.execute(
        () -> {
          try {
            done.complete(steps.get());
          } catch (RuntimeException defect) {
            LOG.log(ERROR, "a check has a defect", RedactedThrowable.of(defect));
            done.complete(List.of(Step.failed("Check", DEFECT)));
          } finally {
            late.cancel(false);
          }
        });
    return done;
  }

  private List<Step> steps(Account account) {
    List<Step> steps =
        probe.probe(
            account, expected(account.name()), given -> tokens.accept(account.name(), given));
    if (steps.stream().anyMatch(Step::isZak)) {
      tokens.endPause(account.name());
      minted.accept(account);
    }
    return steps;
  }

  /** A caller who may have everything is expected to ask for ZAKs. */
  private Set<TokenKind> expected(String account) {
    return Arrays.stream(TokenKind.values())
        .filter(
            kind ->
                kind == TokenKind.ZAK
                    || callers.all().stream()
                        .map(Caller::rights)
                        .anyMatch(rights -> expected(rights, kind, account)))
        .collect(toUnmodifiableSet());
  }

  /** By the account's own name, or by that of a pool that it is in. */
  private boolean expected(Rights rights, TokenKind kind, String account) {
    return !rights.kinds().contains(Rights.ALL)
        && rights.mayAskFor(kind)
        && (rights.mayUseAccount(account)
            || pools.getOrDefault(account, Set.of()).stream().anyMatch(rights::mayUseAccount));
  }
}
