package io.latchkey.service;

import io.latchkey.account.MeetingId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Which member of the pools is in which meeting, as far as we know: Zoom does not let one user in
 * twice. Bounded; a seat is given up when its time is over, since nobody tells us when a meeting
 * ends.
 *
 * <p>Thread-safe.
 */
public final class Seats {

  private static final int MOST_MEETINGS = 10_000;
  private static final int FORGOTTEN_AT_ONCE = 100;

  /**
   * One member in one meeting.
   *
   * @param bot who sits there; empty if the platform did not say
   * @param until when the meeting is taken to be over
   * @param used whether a token was given for it
   * @param asking how many tokens are being asked for from this seat
   */
  private record Seat(
      PoolMember member, Optional<String> bot, Instant until, boolean used, int asking) {

    boolean isOf(PoolMember other, Optional<String> otherBot) {
      return member == other && bot.equals(otherBot);
    }

    Seat asking(int more) {
      return new Seat(member, bot, until, used, asking + more);
    }

    Seat given(Instant end) {
      return new Seat(member, bot, end, true, asking - 1);
    }

    boolean abandoned() {
      return !used && asking == 0;
    }
  }

  private final Duration kept;
  private final ConcurrentMap<MeetingId, List<Seat>> meetings = new ConcurrentHashMap<>();

  /**
   * @param kept how long a member counts as being in a meeting
   */
  public Seats(Duration kept) {
    this.kept = kept;
  }

  /**
   * Takes a seat: the one that the bot has already, else one of the member that is chosen. It must
   * be {@link #use used} or {@link #leave left}.
   *
   * @param excluded whose seats are not to be had
   * @param choose finds a member outside of those given, if there is one
   */
  Optional<PoolMember> take(
      MeetingId meeting,
      Optional<String> bot,
      Predicate<PoolMember> excluded,
      Instant now,
      Function<Predicate<PoolMember>, Optional<PoolMember>> choose) {
    if (!meetings.containsKey(meeting)) {
      makeRoom(now);
    }
    List<PoolMember> taken = new ArrayList<>(1);
    meetings.compute(
        meeting,
        (number, known) -> {
          List<Seat> seats = live(known == null ? List.of() : known, now);
          Optional<PoolMember> had = had(seats, bot).filter(Predicate.not(excluded));
          had.or(() -> choose.apply(excluded.or(member -> sits(seats, member))))
              .ifPresent(taken::add);
          taken.forEach(member -> ask(seats, member, bot, now));
          return seats.isEmpty() ? null : List.copyOf(seats);
        });
    return taken.stream().findFirst();
  }

  /** The last, if its bot changed its seat. */
  private static Optional<PoolMember> had(List<Seat> seats, Optional<String> bot) {
    return seats.stream()
        .filter(seat -> bot.isPresent() && seat.bot().equals(bot))
        .map(Seat::member)
        .reduce((before, last) -> last);
  }

  private static boolean sits(List<Seat> seats, PoolMember member) {
    return seats.stream().anyMatch(seat -> seat.member() == member);
  }

  private void ask(List<Seat> seats, PoolMember member, Optional<String> bot, Instant now) {
    if (sits(seats, member)) {
      seats.replaceAll(seat -> seat.isOf(member, bot) ? seat.asking(1) : seat);
    } else {
      seats.add(new Seat(member, bot, now.plus(kept), false, 1));
    }
  }

  /** A token was given: the seat is kept, whatever becomes of the bot's other tokens. */
  void use(MeetingId meeting, PoolMember member, Optional<String> bot, Instant now) {
    change(meeting, seat -> seat.isOf(member, bot) ? seat.given(now.plus(kept)) : seat);
  }

  /** There was no token: the seat is free again, unless the bot got another for it, or may yet. */
  void leave(MeetingId meeting, PoolMember member, Optional<String> bot) {
    change(meeting, seat -> seat.isOf(member, bot) ? seat.asking(-1) : seat);
  }

  private void change(MeetingId meeting, UnaryOperator<Seat> change) {
    meetings.computeIfPresent(
        meeting,
        (number, seats) -> {
          List<Seat> left =
              seats.stream().map(change).filter(Predicate.not(Seat::abandoned)).toList();
          return left.isEmpty() ? null : left;
        });
  }

  int size() {
    return meetings.size();
  }

  /** What is over goes first, then what will be over first. */
  private void makeRoom(Instant now) {
    if (meetings.size() < MOST_MEETINGS) {
      return;
    }
    meetings.values().removeIf(seats -> live(seats, now).isEmpty());
    if (meetings.size() >= MOST_MEETINGS) {
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

  private static List<Seat> live(List<Seat> seats, Instant now) {
    return seats.stream()
        .filter(seat -> now.isBefore(seat.until()))
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
