package io.latchkey.service;

import io.latchkey.account.MeetingId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in memory which pool member is in which meeting. The number of meetings is limited. A
 * seat ends after a fixed time, since Latchkey does not learn when a meeting ends.
 *
 * <p>Thread-safe.
 */
public final class Seats implements PoolSeats {

  private static final int MAX_MEETINGS = 10_000;
  private static final int FORGOTTEN_AT_ONCE = 100;

  /**
   * One member in one meeting.
   *
   * @param bot the bot in this seat; null if the platform did not name the bot
   * @param until when the meeting counts as over
   * @param used whether a token was given for this seat
   * @param requests the number of requests under way for this seat
   */
  private record Seat(
      PoolMember member, @Nullable String bot, Instant until, boolean used, int requests) {

    boolean isOf(PoolMember other, @Nullable String otherBot) {
      return member == other && Objects.equals(bot, otherBot);
    }

    Seat withRequests(int more) {
      return new Seat(member, bot, until, used, requests + more);
    }

    Seat withToken(Instant end) {
      return new Seat(member, bot, end, true, requests - 1);
    }

    boolean isFree() {
      return !used && requests == 0;
    }
  }

  private final Duration seatLifetime;
  private final ConcurrentMap<MeetingId, List<Seat>> meetings = new ConcurrentHashMap<>();

  /**
   * @param seatLifetime how long a member counts as being in a meeting
   */
  public Seats(Duration seatLifetime) {
    this.seatLifetime = seatLifetime;
  }

  @Override
  public CompletionStage<Optional<PoolMember>> take(
      MeetingId meeting,
      @Nullable String bot,
      Predicate<PoolMember> excluded,
      Instant now,
      Function<Predicate<PoolMember>, Optional<PoolMember>> choose) {
    return CompletableFuture.completedStage(takeNow(meeting, bot, excluded, now, choose));
  }

  /** Does the same as {@link #take}, at once. */
  Optional<PoolMember> takeNow(
      MeetingId meeting,
      @Nullable String bot,
      Predicate<PoolMember> excluded,
      Instant now,
      Function<Predicate<PoolMember>, Optional<PoolMember>> choose) {
    // Not inside compute, whose function must not change other entries of the map.
    if (!meetings.containsKey(meeting)) {
      makeRoom(now);
    }
    List<PoolMember> taken = new ArrayList<>(1);
    // Within compute, choosing a member and taking its seat are one step, so that two requests
    // cannot get the same seat.
    meetings.compute(
        meeting,
        (number, known) -> {
          List<Seat> seats = unexpired(known == null ? List.of() : known, now);
          Optional<PoolMember> kept = seatOf(seats, bot).filter(Predicate.not(excluded));
          kept.or(() -> choose.apply(excluded.or(member -> hasSeat(seats, member))))
              .ifPresent(taken::add);
          taken.forEach(member -> addRequest(seats, member, bot, now));
          return seats.isEmpty() ? null : List.copyOf(seats);
        });
    return taken.stream().findFirst();
  }

  /** Returns the member in whose seat the bot is. After a change of seats, this is the last one. */
  private static Optional<PoolMember> seatOf(List<Seat> seats, @Nullable String bot) {
    return seats.stream()
        .filter(seat -> bot != null && bot.equals(seat.bot()))
        .map(Seat::member)
        .reduce((before, last) -> last);
  }

  private static boolean hasSeat(List<Seat> seats, PoolMember member) {
    return seats.stream().anyMatch(seat -> seat.member() == member);
  }

  private void addRequest(List<Seat> seats, PoolMember member, @Nullable String bot, Instant now) {
    if (hasSeat(seats, member)) {
      seats.replaceAll(seat -> seat.isOf(member, bot) ? seat.withRequests(1) : seat);
    } else {
      seats.add(new Seat(member, bot, now.plus(seatLifetime), false, 1));
    }
  }

  @Override
  public void use(MeetingId meeting, PoolMember member, @Nullable String bot, Instant now) {
    change(meeting, seat -> seat.isOf(member, bot) ? seat.withToken(now.plus(seatLifetime)) : seat);
  }

  @Override
  public void leave(MeetingId meeting, PoolMember member, @Nullable String bot) {
    change(meeting, seat -> seat.isOf(member, bot) ? seat.withRequests(-1) : seat);
  }

  private void change(MeetingId meeting, UnaryOperator<Seat> change) {
    meetings.computeIfPresent(
        meeting,
        (number, seats) -> {
          List<Seat> left = seats.stream().map(change).filter(Predicate.not(Seat::isFree)).toList();
          return left.isEmpty() ? null : left;
        });
  }

  int size() {
    return meetings.size();
  }

  /**
   * Forgets meetings when there are too many: first those that are over, then those that end first.
   */
  private void makeRoom(Instant now) {
    if (meetings.size() < MAX_MEETINGS) {
      return;
    }
    meetings.values().removeIf(seats -> unexpired(seats, now).isEmpty());
    if (meetings.size() >= MAX_MEETINGS) {
      meetings.entrySet().stream()
          .sorted(Comparator.comparing(meeting -> end(meeting.getValue())))
          .limit(FORGOTTEN_AT_ONCE)
          .map(Map.Entry::getKey)
          .forEach(meetings::remove);
    }
  }

  private static Instant end(List<Seat> seats) {
    return seats.stream().map(Seat::until).max(Comparator.naturalOrder()).orElse(Instant.MIN);
  }

  /** Returns the seats that have not ended, in a list that may be changed. */
  private static List<Seat> unexpired(List<Seat> seats, Instant now) {
    return seats.stream()
        .filter(seat -> now.isBefore(seat.until()))
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
