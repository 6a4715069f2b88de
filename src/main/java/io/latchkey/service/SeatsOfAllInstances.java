package io.latchkey.service;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.account.MeetingId;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.service.SharedSeats.Taken;
import io.latchkey.token.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives each seat to one bot, whichever instance is asked. While the database cannot be used, the
 * seats that this instance knows count, and the log says so once.
 *
 * <p>Thread-safe.
 */
public final class SeatsOfAllInstances implements PoolSeats {

  private static final System.Logger LOG = System.getLogger(SeatsOfAllInstances.class.getName());

  /** How long the database may take to answer. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Seats own;
  private final SharedSeats shared;
  private final Duration seatLifetime;
  private final Executor threads;
  private final Alarm alarm;
  private final Runnable unshared;
  private final AtomicBoolean isAway = new AtomicBoolean();

  /**
   * @param own the seats of this instance
   * @param seatLifetime how long a member counts as being in a meeting
   * @param threads for asking the database, which blocks
   * @param unshared told of each seat that other instances do not learn of
   */
  public SeatsOfAllInstances(
      Seats own,
      SharedSeats shared,
      Duration seatLifetime,
      Executor threads,
      Alarm alarm,
      Runnable unshared) {
    this.own = own;
    this.shared = shared;
    this.seatLifetime = seatLifetime;
    this.threads = threads;
    this.alarm = alarm;
    this.unshared = unshared;
  }

  @Override
  public CompletionStage<Optional<PoolMember>> take(
      MeetingId meeting,
      @Nullable String bot,
      Predicate<PoolMember> excluded,
      Instant now,
      Function<Predicate<PoolMember>, Optional<PoolMember>> choose) {
    Search search = new Search(meeting, bot, excluded, now, choose);
    CompletableFuture<Optional<PoolMember>> first = new CompletableFuture<>();
    try {
      threads.execute(() -> answer(first, search));
    } catch (RejectedExecutionException tooMany) {
      return CompletableFuture.completedStage(takeAlone(search, "too many ask"));
    }
    // A database that hangs must not keep callers.
    Future<?> late = alarm.after(PATIENCE, () -> answerAlone(first, search));
    return first.whenComplete((member, failure) -> late.cancel(false));
  }

  private void answer(CompletableFuture<Optional<PoolMember>> first, Search search) {
    try {
      Optional<PoolMember> member = takeNow(search);
      if (!first.complete(member)) {
        // Nobody waits any more: the bot has got another seat.
        member.ifPresent(taken -> leave(search.meeting, taken, search.bot));
      }
    } catch (RuntimeException defect) {
      // Whatever it is, nobody may wait in vain.
      first.completeExceptionally(defect);
    }
  }

  private void answerAlone(CompletableFuture<Optional<PoolMember>> first, Search search) {
    if (!first.isDone()) {
      Optional<PoolMember> member = takeAlone(search, "it does not answer");
      if (!first.complete(member)) {
        member.ifPresent(taken -> own.leave(search.meeting, taken, search.bot));
      }
    }
  }

  /** The search for a seat. */
  private record Search(
      MeetingId meeting,
      @Nullable String bot,
      Predicate<PoolMember> excluded,
      Instant now,
      Function<Predicate<PoolMember>, Optional<PoolMember>> choose) {

    @Nullable String botKey() {
      return keyOf(bot);
    }

    /** Chooses the member in whose seat the bot is already; else any that is free. */
    Optional<PoolMember> choose(Predicate<PoolMember> notFree, List<Taken> taken) {
      Predicate<PoolMember> isOfBot =
          member ->
              taken.stream()
                  .anyMatch(
                      seat ->
                          seat.member().equals(member.seatKey())
                              && seat.bot() != null
                              && seat.bot().equals(botKey()));
      return choose.apply(notFree.or(Predicate.not(isOfBot))).or(() -> choose.apply(notFree));
    }
  }

  private static @Nullable String keyOf(@Nullable String bot) {
    return bot == null ? null : SharedSeats.hash(bot);
  }

  private Optional<PoolMember> takeNow(Search search) {
    try {
      Optional<PoolMember> chosen = takeShared(search);
      if (isAway.getAndSet(false)) {
        LOG.log(INFO, "Seats in meetings are shared with the other instances again");
      }
      return chosen;
    } catch (DatabaseUnavailable away) {
      return takeAlone(search, away.diagnosis());
    }
  }

  private Optional<PoolMember> takeShared(Search search) {
    List<Taken> taken = new ArrayList<>(shared.of(search.meeting));
    while (true) {
      List<Taken> known = List.copyOf(taken);
      Optional<PoolMember> chosen =
          own.takeNow(
              search.meeting,
              search.bot,
              search.excluded.or(member -> isOfAnother(known, member, search.botKey())),
              search.now,
              notFree -> search.choose(notFree, known));
      if (chosen.isEmpty() || isTaken(search, chosen.get())) {
        return chosen;
      }
      taken.add(new Taken(chosen.get().seatKey(), null));
    }
  }

  private static boolean isOfAnother(
      List<Taken> taken, PoolMember member, @Nullable String botKey) {
    String key = member.seatKey();
    return taken.stream()
        .anyMatch(
            seat -> seat.member().equals(key) && (botKey == null || !botKey.equals(seat.bot())));
  }

  /** Takes the seat of a member for all instances. If another was faster, it is given back here. */
  private boolean isTaken(Search search, PoolMember member) {
    boolean isOurs = false;
    try {
      isOurs = shared.take(search.meeting, member.seatKey(), search.botKey());
      return isOurs;
    } finally {
      if (!isOurs) {
        own.leave(search.meeting, member, search.bot);
      }
    }
  }

  private Optional<PoolMember> takeAlone(Search search, String why) {
    if (!isAway.getAndSet(true)) {
      LOG.log(
          WARNING,
          () ->
              "Seats in meetings are not shared while the database is away, so two bots may get one"
                  + " user: "
                  + why);
    }
    unshared.run();
    return own.takeNow(search.meeting, search.bot, search.excluded, search.now, search.choose);
  }

  @Override
  public void use(MeetingId meeting, PoolMember member, @Nullable String bot, Instant now) {
    own.use(meeting, member, bot, now);
    tell(() -> shared.use(meeting, member.seatKey(), keyOf(bot), seatLifetime));
  }

  @Override
  public void leave(MeetingId meeting, PoolMember member, @Nullable String bot) {
    own.leave(meeting, member, bot);
    tell(() -> shared.leave(meeting, member.seatKey()));
  }

  private void tell(Runnable statement) {
    try {
      threads.execute(
          () -> {
            try {
              statement.run();
            } catch (DatabaseUnavailable away) {
              unshared.run();
            }
          });
    } catch (RejectedExecutionException tooMany) {
      unshared.run();
    }
  }
}
