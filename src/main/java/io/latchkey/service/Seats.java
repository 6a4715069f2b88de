package io.latchkey.service;

import io.latchkey.account.MeetingId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which member of a pool is in which meeting, as far as we know: Zoom does not let one user in
 * twice. Bounded; a seat is given up when its time is over, since nobody tells us when a meeting
 * ends.
 *
 * <p>Thread-safe.
 */
final class Seats {

  private static final int MOST_MEETINGS = 10_000;

  /**
   * One member in one meeting.
   *
   * @param bot who sits there; empty if the platform did not say
   * @param until when the meeting is taken to be over
   * @param used whether a token was given for it
   */
  private record Seat(PoolMember member, Optional<String> bot, Instant until, boolean used) {}

  private final Duration kept;
  private final ConcurrentMap<MeetingId, List<Seat>> meetings = new ConcurrentHashMap<>();

  Seats(Duration kept) {
    this.kept = kept;
  }

  /**
   * Takes a seat: the one that the bot has already, else one of the member that is chosen.
   *
   * @param excluded members that are not to be had
   * @param choose finds a member outside of those given, if there is one
   */
  Optional<PoolMember> take(
      MeetingId meeting,
      Optional<String> bot,
      Set<PoolMember> excluded,
      Instant now,
      Function<Set<PoolMember>, Optional<PoolMember>> choose) {
    makeRoom(now);
    List<PoolMember> taken = new ArrayList<>(1);
    meetings.compute(
        meeting,
        (number, known) -> {
          List<Seat> seats = live(known == null ? List.of() : known, now);
          Optional<PoolMember> had = had(seats, bot).filter(member -> !excluded.contains(member));
          if (had.isPresent()) {
            taken.add(had.get());
          } else {
            Set<PoolMember> notToBeHad = new HashSet<>(excluded);
            seats.forEach(seat -> notToBeHad.add(seat.member()));
            choose.apply(notToBeHad).ifPresent(taken::add);
            taken.forEach(member -> seats.add(new Seat(member, bot, now.plus(kept), false)));
          }
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

  /** A token was given: the seat is kept, whatever becomes of the bot's other tokens. */
  void use(MeetingId meeting, PoolMember member, Optional<String> bot, Instant now) {
    meetings.compute(
        meeting,
        (number, known) -> {
          List<Seat> seats = without(member, known == null ? List.of() : known);
          seats.add(new Seat(member, bot, now.plus(kept), true));
          return List.copyOf(seats);
        });
  }

  /** There was no token: the seat is free again, unless the bot got another for it. */
  void leave(MeetingId meeting, PoolMember member) {
    meetings.computeIfPresent(
        meeting,
        (number, seats) -> {
          boolean used = seats.stream().anyMatch(seat -> seat.used() && seat.member() == member);
          List<Seat> left = used ? seats : without(member, seats);
          return left.isEmpty() ? null : List.copyOf(left);
        });
  }

  private static List<Seat> without(PoolMember member, List<Seat> seats) {
    return seats.stream()
        .filter(seat -> seat.member() != member)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  int size() {
    return meetings.size();
  }

  private void makeRoom(Instant now) {
    if (meetings.size() < MOST_MEETINGS) {
      return;
    }
    meetings.values().removeIf(seats -> live(seats, now).isEmpty());
    for (MeetingId meeting : meetings.keySet()) {
      if (meetings.size() < MOST_MEETINGS) {
        return;
      }
      meetings.remove(meeting);
    }
  }

  private static List<Seat> live(List<Seat> seats, Instant now) {
    return seats.stream()
        .filter(seat -> now.isBefore(seat.until()))
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
