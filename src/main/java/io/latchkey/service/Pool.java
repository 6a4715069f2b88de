package io.latchkey.service;

import static java.util.Objects.requireNonNull;

import io.latchkey.account.MeetingId;
import io.latchkey.token.MeetingToken;
import io.latchkey.token.ServedToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Spreads bots over several Zoom users. The user that was used least recently is asked first. A
 * user that fails is asked last for a while. If the meeting is known, no user enters it twice.
 *
 * <p>Thread-safe.
 */
public final class Pool {

  /**
   * The shortest time for which a member that failed is asked last. A failure may name a longer
   * one.
   */
  private static final Duration MIN_DEMOTION = Duration.ofSeconds(30);

  /** How long to wait before a pool is asked again whose members are all in the meeting. */
  private static final Duration FULL_POOL_PAUSE = Duration.ofMinutes(1);

  /** Another member is asked only if at least this much time is left. */
  private static final Duration WORTH_ASKING = Duration.ofMillis(100);

  /**
   * Orders failures by hope, the most hopeful last: what does not exist, then what an operator must
   * fix, then what passes by itself. Among equals, the earliest next attempt is the most hopeful.
   */
  private static final Comparator<TokenFailure> BY_HOPE =
      Comparator.comparing((TokenFailure failure) -> failure instanceof TokenFailure.Unavailable)
          .thenComparing(failure -> !(failure instanceof TokenFailure.Unknown))
          .thenComparing(
              failure -> failure.nextAttemptAt().orElse(Instant.MIN), Comparator.reverseOrder());

  /** Obtains a token for one member of the pool. */
  @FunctionalInterface
  interface MemberSource {
    CompletionStage<ServedToken<MeetingToken>> obtainFrom(PoolMember member);
  }

  private final String name;
  private final InstantSource clock;
  private final PoolSeats seats;

  /** All members, the least recently used first. */
  private final AtomicReference<List<PoolMember>> order;

  /**
   * @param seats who sits in which meeting; shared by all pools
   * @param clock the monotonic clock of the whole core
   */
  public Pool(String name, List<PoolMember> members, PoolSeats seats, InstantSource clock) {
    this.name = name;
    this.clock = clock;
    this.seats = seats;
    this.order = new AtomicReference<>(List.copyOf(members));
  }

  public String name() {
    return name;
  }

  /** Returns whether any member is a user who has consented to a General app. */
  boolean hasGrants() {
    return members().stream().anyMatch(member -> member.grant() != null);
  }

  /**
   * Asks member after member until one gives a token or the time is over.
   *
   * @param deadline when to give up, by the clock of the pool
   * @param mayAsk whether a member may be asked for this caller
   * @param source asks one member
   * @return a stage that fails with the most hopeful failure of the members that were asked, or as
   *     unavailable if no member could be asked
   */
  CompletionStage<ServedToken<MeetingToken>> obtain(
      TokenRequest request, Instant deadline, Predicate<PoolMember> mayAsk, MemberSource source) {
    return new Search(request, deadline, mayAsk, source).askNext();
  }

  /** The search for a token of one request, from member to member. */
  private final class Search {

    private final TokenRequest request;
    private final @Nullable MeetingId meeting;
    private final Instant deadline;
    private final Predicate<PoolMember> mayAsk;
    private final MemberSource source;
    // Lists for many threads, because each step of the search may run on another thread.
    private final List<PoolMember> asked = new CopyOnWriteArrayList<>();
    private final List<TokenFailure> failures = new CopyOnWriteArrayList<>();

    Search(
        TokenRequest request, Instant deadline, Predicate<PoolMember> mayAsk, MemberSource source) {
      this.request = request;
      // A join token lets nobody join as a user, so it takes no seat.
      this.meeting = request.kind() == TokenKind.JOIN_TOKEN ? null : request.meeting();
      this.deadline = deadline;
      this.mayAsk = mayAsk;
      this.source = source;
    }

    CompletionStage<ServedToken<MeetingToken>> askNext() {
      CompletionStage<Optional<PoolMember>> chosen =
          meeting == null
              ? CompletableFuture.completedStage(choose(this::isExcluded))
              : seats.take(
                  meeting, request.bot(), this::isExcluded, clock.instant(), Pool.this::choose);
      return chosen.thenCompose(
          member -> {
            if (member.isEmpty()) {
              return CompletableFuture.failedStage(failure());
            }
            if (meeting != null && clock.instant().isAfter(deadline)) {
              // Nobody waits for the token any more, so its bot must not keep the seat.
              seats.leave(meeting, member.get(), request.bot());
              return CompletableFuture.failedStage(failure());
            }
            return ask(member.get());
          });
    }

    private CompletionStage<ServedToken<MeetingToken>> ask(PoolMember member) {
      return source
          .obtainFrom(member)
          .thenApply(
              served -> {
                if (meeting != null) {
                  seats.use(meeting, member, request.bot(), clock.instant());
                }
                return served.byPoolMember(member.toString());
              })
          .exceptionallyCompose(thrown -> afterFailure(member, TokenFailure.of(thrown)));
    }

    private CompletionStage<ServedToken<MeetingToken>> afterFailure(
        PoolMember member, TokenFailure failure) {
      if (meeting != null) {
        seats.leave(meeting, member, request.bot());
      }
      asked.add(member);
      failures.add(failure);
      demote(member, request.kind(), failure);
      boolean isTooLate = clock.instant().plus(WORTH_ASKING).isAfter(deadline);
      return isTooLate ? CompletableFuture.failedStage(failure()) : askNext();
    }

    /**
     * Returns whether the member must not be asked: the caller may not use it, it was asked
     * already, or it is not in this pool, which happens because all pools share the seats. A join
     * token belongs to the account, so each account is asked only once.
     */
    private boolean isExcluded(PoolMember member) {
      return !members().contains(member)
          || asked.contains(member)
          || !mayAsk.test(member)
          || (request.kind() == TokenKind.JOIN_TOKEN
              && member.grant() == null
              && asked.stream().anyMatch(other -> other.account().equals(member.account())));
    }

    private TokenFailure failure() {
      return failures.stream().max(BY_HOPE).orElseGet(Pool.this::full);
    }
  }

  private List<PoolMember> members() {
    return requireNonNull(order.get());
  }

  /**
   * Takes the least recently used member that is not excluded. Members that failed recently come
   * after all others.
   */
  private Optional<PoolMember> choose(Predicate<PoolMember> excluded) {
    Instant now = clock.instant();
    return take(excluded.or(member -> member.isDemoted(now))).or(() -> take(excluded));
  }

  private Optional<PoolMember> take(Predicate<PoolMember> excluded) {
    // The old list is searched again: there the member that was moved still stands in its old
    // place.
    return first(order.getAndUpdate(members -> withMovedToEnd(members, excluded)), excluded);
  }

  private static List<PoolMember> withMovedToEnd(
      List<PoolMember> members, Predicate<PoolMember> excluded) {
    Optional<PoolMember> taken = first(members, excluded);
    if (taken.isEmpty()) {
      return members;
    }
    List<PoolMember> moved = new ArrayList<>(members);
    moved.remove(taken.get());
    moved.add(taken.get());
    return List.copyOf(moved);
  }

  private static Optional<PoolMember> first(
      List<PoolMember> members, Predicate<PoolMember> excluded) {
    return members.stream().filter(Predicate.not(excluded)).findFirst();
  }

  /**
   * Lets the member be asked last for a while. A missing meeting says nothing against the member;
   * with a ZAK, only the user itself can be missing. A grant may be one that only this caller may
   * not use.
   */
  private void demote(PoolMember member, TokenKind kind, TokenFailure failure) {
    boolean isUserMissing = kind == TokenKind.ZAK && member.grant() == null;
    if (isUserMissing || !(failure instanceof TokenFailure.Unknown)) {
      Instant later = clock.instant().plus(MIN_DEMOTION);
      member.demote(failure.nextAttemptAt().filter(until -> until.isAfter(later)).orElse(later));
    }
  }

  private TokenFailure full() {
    return new TokenFailure.Unavailable(
            "Every user of this pool is in this meeting already. Add users to the pool, or name the"
                + " bot (bot=…), so that one that asks again keeps its user.",
            "every user of pool " + name + " is in this meeting already")
        .withNextAttemptAt(clock.instant().plus(FULL_POOL_PAUSE));
  }
}
