package io.latchkey.service;

import static java.util.Objects.requireNonNull;

import io.latchkey.account.MeetingId;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Several Zoom users that bots are spread over: the one that was used least recently comes first,
 * one that fails is asked last for a while, and where the meeting is known, no user enters it
 * twice.
 *
 * <p>Thread-safe.
 */
public final class Pool {

  /** How long a member is asked last that does not say itself when it can be asked again. */
  private static final Duration ASIDE = Duration.ofSeconds(30);

  private static final Duration FULL = Duration.ofMinutes(1);

  private final String name;
  private final InstantSource clock;
  private final Seats seats;

  /** Least recently used first. */
  private final AtomicReference<List<PoolMember>> order;

  /**
   * A pool.
   *
   * @param meetingFor how long a user counts as being in a meeting
   * @param clock the core's
   */
  public Pool(String name, List<PoolMember> members, Duration meetingFor, InstantSource clock) {
    this.name = name;
    this.clock = clock;
    this.seats = new Seats(meetingFor);
    this.order = new AtomicReference<>(List.copyOf(members));
  }

  public String name() {
    return name;
  }

  /**
   * Asks member after member until one gives a token.
   *
   * @param mint asks one of them
   * @return fails as the last member that was asked
   */
  CompletionStage<Served> serve(
      TokenRequest request, Function<PoolMember, CompletionStage<? extends MeetingToken>> mint) {
    Optional<MeetingId> meeting =
        request.kind() == TokenKind.JOIN_TOKEN ? Optional.empty() : request.meeting();
    return next(request, meeting, mint, Set.of(), full());
  }

  /** How many meetings are remembered. */
  int meetings() {
    return seats.size();
  }

  private CompletionStage<Served> next(
      TokenRequest request,
      Optional<MeetingId> meeting,
      Function<PoolMember, CompletionStage<? extends MeetingToken>> mint,
      Set<PoolMember> asked,
      TokenFailure failure) {
    Optional<PoolMember> chosen =
        meeting.isEmpty()
            ? choose(asked)
            : seats.take(meeting.get(), request.bot(), asked, clock.instant(), this::choose);
    if (chosen.isEmpty()) {
      return CompletableFuture.failedStage(failure);
    }
    PoolMember member = chosen.get();
    return mint.apply(member)
        .thenApply(
            token -> {
              meeting.ifPresent(
                  number -> seats.use(number, member, request.bot(), clock.instant()));
              return new Served(token, chosen);
            })
        .exceptionallyCompose(
            thrown -> {
              TokenFailure why = TokenFailure.of(thrown);
              meeting.ifPresent(number -> seats.leave(number, member));
              setAside(member, request.kind(), why);
              return next(request, meeting, mint, with(asked, member), why);
            });
  }

  /** The least recently used that is not excluded, one that has just failed after the others. */
  private Optional<PoolMember> choose(Set<PoolMember> excluded) {
    Instant now = clock.instant();
    Set<PoolMember> avoided = new HashSet<>(excluded);
    requireNonNull(order.get()).stream()
        .filter(member -> member.isAside(now))
        .forEach(avoided::add);
    return take(avoided).or(() -> take(excluded));
  }

  private Optional<PoolMember> take(Set<PoolMember> excluded) {
    return first(order.getAndUpdate(members -> moved(members, excluded)), excluded);
  }

  private static List<PoolMember> moved(List<PoolMember> members, Set<PoolMember> excluded) {
    Optional<PoolMember> taken = first(members, excluded);
    if (taken.isEmpty()) {
      return members;
    }
    List<PoolMember> moved = new ArrayList<>(members);
    moved.remove(taken.get());
    moved.add(taken.get());
    return List.copyOf(moved);
  }

  private static Optional<PoolMember> first(List<PoolMember> members, Set<PoolMember> excluded) {
    return members.stream().filter(member -> !excluded.contains(member)).findFirst();
  }

  /** That a meeting is not there says nothing against the member. */
  private void setAside(PoolMember member, TokenKind kind, TokenFailure failure) {
    if (kind == TokenKind.ZAK || !(failure instanceof TokenFailure.Unknown)) {
      Instant later = clock.instant().plus(ASIDE);
      member.setAside(failure.heldUntil().filter(until -> until.isAfter(later)).orElse(later));
    }
  }

  private static Set<PoolMember> with(Set<PoolMember> asked, PoolMember member) {
    Set<PoolMember> more = new HashSet<>(asked);
    more.add(member);
    return more;
  }

  private TokenFailure full() {
    return TokenFailure.Unavailable.heldUntil(
        "Every user of this pool is in this meeting already. Add users to the pool.",
        "every user of pool " + name + " is in this meeting already",
        clock.instant().plus(FULL));
  }
}
