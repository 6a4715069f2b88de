package io.latchkey.service;

import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.account.MeetingId;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.service.SharedSeats.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives each seat to one bot, whichever instance is asked. While the database cannot be used, the
 * seats that this instance knows count, and the log says so once a minute.
 *
 * <p>Thread-safe.
 */
public final class SeatsOfAllInstances implements PoolSeats {

  private static final System.Logger LOG = System.getLogger(SeatsOfAllInstances.class.getName());

  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  private final Seats own;
  private final SharedSeats shared;
  private final Duration seatLifetime;
  private final Executor threads;
  private final Runnable unshared;

  /** When the log was last told that seats are not shared; null for never. */
  private final AtomicReference<@Nullable Instant> warnedAt = new AtomicReference<>();

  /**
   * @param own the seats of this instance
   * @param seatLifetime how long a member counts as being in a meeting
   * @param threads for asking the database, which blocks
   * @param unshared run once for each seat with a token that is not in the database
   */
  public SeatsOfAllInstances(
      Seats own, SharedSeats shared, Duration seatLifetime, Executor threads, Runnable unshared) {
    this.own = own;
    this.shared = shared;
    this.seatLifetime = seatLifetime;
    this.threads = threads;
    this.unshared = unshared;
  }

  @Override
  public CompletionStage<Optional<PoolMember>> take(
      MeetingId meeting,
      @Nullable String bot,
      Predicate<PoolMember> excluded,
      Instant now,
      Function<Predicate<PoolMember>, Optional<PoolMember>> choose) {
    Search search = new Search(meeting, bot, keyOf(bot), excluded, now, choose);
    try {
      return CompletableFuture.supplyAsync(() -> takeNow(search), threads);
    } catch (RejectedExecutionException tooMany) {
      return CompletableFuture.completedStage(
          takeAlone(search, "too many requests wait for the database"));
    }
  }

  /**
   * The search for a seat.
   *
   * @param botKey the hash that stands for the bot in the database; null if it was not named
   */
  private record Search(
      MeetingId meeting,
      @Nullable String bot,
      @Nullable String botKey,
      Predicate<PoolMember> excluded,
      Instant now,
      Function<Predicate<PoolMember>, Optional<PoolMember>> choose) {

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
      return takeShared(search);
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
      if (chosen.isEmpty() || takeForAll(search, chosen.get())) {
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

  /**
   * Takes the seat of a member for all instances. If another was faster, it is given back here.
   *
   * @return whether it was taken
   */
  private boolean takeForAll(Search search, PoolMember member) {
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
    warn(search.now, why);
    return own.takeNow(search.meeting, search.bot, search.excluded, search.now, search.choose);
  }

  private void warn(Instant now, String why) {
    Instant last = warnedAt.get();
    boolean isDue = last == null || !now.isBefore(last.plus(BETWEEN_WARNINGS));
    if (isDue && warnedAt.compareAndSet(last, now)) {
      LOG.log(
          WARNING,
          () -> "Seats in meetings are not shared now, so two bots may get the same user: " + why);
    }
  }

  @Override
  public void use(MeetingId meeting, PoolMember member, @Nullable String bot, Instant now) {
    own.use(meeting, member, bot, now);
    inBackground(
        () -> {
          if (!shared.use(meeting, member.seatKey(), keyOf(bot), seatLifetime)) {
            unshared.run();
          }
        },
        unshared);
  }

  @Override
  public void leave(MeetingId meeting, PoolMember member, @Nullable String bot) {
    own.leave(meeting, member, bot);
    inBackground(
        () -> shared.leave(meeting, member.seatKey(), keyOf(bot)),
        () -> {
          // The seat is free in half a minute.
        });
  }

  private void inBackground(Runnable statement, Runnable otherwise) {
    try {
      threads.execute(
          () -> {
            try {
              statement.run();
            } catch (DatabaseUnavailable away) {
              otherwise.run();
            }
          });
    } catch (RejectedExecutionException tooMany) {
      otherwise.run();
    }
  }
}
