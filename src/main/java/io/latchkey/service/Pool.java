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

  /** With less time than this another member is not asked. */
  private static final Duration WORTH_ASKING = Duration.ofMillis(100);

  /** What may be there soon before what must be mended before what there is not. */
  private static final Comparator<TokenFailure> HOPE =
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
  private final Seats seats;

  /** Least recently used first. */
  private final AtomicReference<List<PoolMember>> order;

  /**
   * @param seats who sits in which meeting; the same for all pools
   * @param clock the monotonic clock that all freshness is judged by
   */
  public Pool(String name, List<PoolMember> members, Seats seats, InstantSource clock) {
    this.name = name;
    this.clock = clock;
    this.seats = seats;
    this.order = new AtomicReference<>(List.copyOf(members));
  }

  public String name() {
    return name;
  }

  /**
   * Asks member after member until one gives a token, or the time is over.
   *
   * @param deadline when to give up, by the core's clock
   * @param source asks one member
   * @return fails as the member that can be asked again first, if one can
   */
  CompletionStage<ServedToken<MeetingToken>> obtain(
      TokenRequest request, Instant deadline, MemberSource source) {
    return new Search(request, deadline, source).next();
  }

  /** One request, as it goes from member to member. */
  private final class Search {

    private final TokenRequest request;
    private final Optional<MeetingId> meeting;
    private final Instant deadline;
    private final MemberSource source;
    private final List<PoolMember> asked = new CopyOnWriteArrayList<>();
    private final List<TokenFailure> failures = new CopyOnWriteArrayList<>();

    Search(TokenRequest request, Instant deadline, MemberSource source) {
      this.request = request;
      this.meeting = request.kind() == TokenKind.JOIN_TOKEN ? Optional.empty() : request.meeting();
      this.deadline = deadline;
      this.source = source;
    }

    CompletionStage<ServedToken<MeetingToken>> next() {
      Optional<PoolMember> chosen =
          meeting.isEmpty()
              ? choose(this::excluded)
              : seats.take(
                  meeting.get(), request.bot(), this::excluded, clock.instant(), Pool.this::choose);
      return chosen.isEmpty() ? CompletableFuture.failedStage(failure()) : ask(chosen.get());
    }

    private CompletionStage<ServedToken<MeetingToken>> ask(PoolMember member) {
      return source
          .obtainFrom(member)
          .thenApply(
              served -> {
                meeting.ifPresent(m -> seats.use(m, member, request.bot(), clock.instant()));
                return served.byPoolMember(member.toString());
              })
          .exceptionallyCompose(thrown -> after(member, TokenFailure.of(thrown)));
    }

    private CompletionStage<ServedToken<MeetingToken>> after(
        PoolMember member, TokenFailure failure) {
      meeting.ifPresent(m -> seats.leave(m, member, request.bot()));
      asked.add(member);
      failures.add(failure);
      setAside(member, request.kind(), failure);
      boolean late = clock.instant().plus(WORTH_ASKING).isAfter(deadline);
      return late ? CompletableFuture.failedStage(failure()) : next();
    }

    /** Not of this pool, or asked already; a join token belongs to the account. */
    private boolean excluded(PoolMember member) {
      return !members().contains(member)
          || asked.contains(member)
          || (request.kind() == TokenKind.JOIN_TOKEN
              && asked.stream().anyMatch(other -> other.account().equals(member.account())));
    }

    private TokenFailure failure() {
      return failures.stream().max(HOPE).orElseGet(Pool.this::full);
    }
  }

  private List<PoolMember> members() {
    return requireNonNull(order.get());
  }

  /** The least recently used that is not excluded, one that has just failed after the others. */
  private Optional<PoolMember> choose(Predicate<PoolMember> excluded) {
    Instant now = clock.instant();
    return take(excluded.or(member -> member.isAside(now))).or(() -> take(excluded));
  }

  private Optional<PoolMember> take(Predicate<PoolMember> excluded) {
    return first(order.getAndUpdate(members -> moved(members, excluded)), excluded);
  }

  private static List<PoolMember> moved(List<PoolMember> members, Predicate<PoolMember> excluded) {
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

  /** That a meeting is not there says nothing against the member. */
  private void setAside(PoolMember member, TokenKind kind, TokenFailure failure) {
    if (kind == TokenKind.ZAK || !(failure instanceof TokenFailure.Unknown)) {
      Instant later = clock.instant().plus(ASIDE);
      member.setAside(failure.nextAttemptAt().filter(until -> until.isAfter(later)).orElse(later));
    }
  }

  private TokenFailure full() {
    return new TokenFailure.Unavailable(
            "Every user of this pool is in this meeting already. Add users to the pool, or name the"
                + " bot (bot=…), so that one that asks again keeps its user.",
            "every user of pool " + name + " is in this meeting already")
        .withNextAttemptAt(clock.instant().plus(FULL));
  }
}
