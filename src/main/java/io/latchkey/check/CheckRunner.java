package io.latchkey.check;

import static java.lang.System.Logger.Level.ERROR;
import static java.util.Objects.requireNonNull;

import io.latchkey.secret.RedactedThrowable;
import io.latchkey.token.Alarm;
import io.latchkey.token.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks all accounts and the public URL. Only one check runs at a time: a request during a check
 * gets the report of that check.
 *
 * <p>Thread-safe.
 */
public final class CheckRunner {

  private static final System.Logger LOG = System.getLogger(CheckRunner.class.getName());
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Remedy TOO_LATE =
      new Remedy(
          "not done within 15 s",
          "Something hangs on the way: mostly DNS, or a firewall that drops what it does not let"
              + " through.");
  private static final Remedy DEFECT =
      new Remedy("a defect of Latchkey", "Its log has it, at ERROR.");

  private final AccountChecks accounts;
  private final PublicUrlCheck publicUrl;
  private final Executor threads;
  private final Alarm alarm;
  private final InstantSource clock;
  private final AtomicReference<@Nullable CompletableFuture<CheckReport>> running =
      new AtomicReference<>();
  private final AtomicReference<@Nullable CheckReport> last = new AtomicReference<>();

  /**
   * @param threads the steps block on these
   * @param clock the monotonic clock that all freshness is judged by
   */
  public CheckRunner(
      AccountChecks accounts,
      PublicUrlCheck publicUrl,
      Executor threads,
      Alarm alarm,
      InstantSource clock) {
    this.accounts = accounts;
    this.publicUrl = publicUrl;
    this.threads = threads;
    this.alarm = alarm;
    this.clock = clock;
  }

  /** Returns the report of the last check; empty if none has run. */
  public Optional<CheckReport> last() {
    return Optional.ofNullable(last.get());
  }

  /** Runs a check, or joins the one that runs. The report comes within 15 s, whatever hangs. */
  public CompletionStage<CheckReport> run() {
    CompletableFuture<CheckReport> mine = new CompletableFuture<>();
    while (!running.compareAndSet(null, mine)) {
      CompletableFuture<CheckReport> others = running.get();
      // Null means that the other check has just ended: its report may be older than this request.
      if (others != null) {
        return others.copy();
      }
    }
    // begin() runs inside a stage: an exception that it throws must end this check, too.
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
    // Before the waiters are woken: one that asks again at once must begin a new check.
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
        accounts.accounts().stream()
            .map(
                account ->
                    inTime(() -> accounts.check(account))
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

  /** Bounds steps in time, and turns a defect into a failed step: the other steps are reported. */
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
}
