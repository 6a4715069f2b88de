package io.latchkey.mint;

import static java.util.Objects.requireNonNull;

import io.latchkey.account.Account;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.mint.Quota.Turn;
import io.latchkey.mint.WaitingCalls.WaitingCall;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Gives the turns of one account: from the quota of this instance, or from the one that it shares
 * with others. One question to the shared quota is for all who wait, so that a crowd costs the
 * database little. While the shared quota cannot be used, this instance takes its part of it.
 *
 * <p>Thread-safe.
 */
final class Turns {

  /** A call that is sent later may reach Zoom in the slot of other calls. */
  private static final Duration WAY_TO_ZOOM = Duration.ofMillis(50);

  private final Account account;
  private final InstantSource clock;
  private final @Nullable SharedQuota shared;
  private final WaitingCalls waiting;

  /** The quota of this instance, or its part of the shared one; null until it is needed. */
  private final AtomicReference<@Nullable Part> own = new AtomicReference<>();

  /** What the shared quota has said last; null if it has said nothing yet. */
  private final AtomicReference<@Nullable Heard> heard = new AtomicReference<>();

  /** How often the shared quota has been reduced, as far as is known. */
  private volatile int reductions;

  /** Whether the shared quota could not be used when it was asked last. */
  private volatile boolean usesOwnPart;

  /**
   * What this instance may do without asking.
   *
   * @param perSecond the calls a second
   */
  private record Part(int perSecond, Quota quota) {}

  /**
   * @param next the earliest turn that was free
   * @param allowed the calls a second that all instances may make
   */
  private record Heard(Instant next, int allowed) {}

  /**
   * @param threads for asking the shared quota, which blocks
   * @param shared null if this instance has the whole quota for itself
   */
  Turns(Account account, InstantSource clock, Executor threads, @Nullable SharedQuota shared) {
    this.account = account;
    this.clock = clock;
    this.shared = shared;
    this.waiting =
        new WaitingCalls(
            threads, this::answer, call -> call.turn().complete(takeFromOwnPart(call)));
    this.usesOwnPart = shared == null;
  }

  /**
   * Takes the next turn if it begins within this time; otherwise the result is empty. Fails only by
   * a defect.
   */
  CompletionStage<Optional<Turn>> next(Duration within) {
    if (shared == null) {
      return CompletableFuture.completedStage(takeFromOwnPart(within));
    }
    if (waitUntilTurnWithin(within).compareTo(Duration.ZERO) > 0) {
      // Known without another question: a crowd that is turned away costs the database nothing.
      return CompletableFuture.completedStage(Optional.empty());
    }
    WaitingCall mine = new WaitingCall(now().plus(within), new CompletableFuture<>());
    waiting.add(mine);
    return mine.turn();
  }

  private void answer(List<WaitingCall> all) {
    List<WaitingCall> inOrder =
        all.stream().sorted(Comparator.comparing(WaitingCall::latest)).toList();
    Instant now = now();
    try {
      List<Optional<Turn>> turns = askFor(inOrder.stream().map(call -> call.within(now)).toList());
      for (int i = 0; i < inOrder.size(); i++) {
        inOrder.get(i).turn().complete(turns.get(i));
      }
    } catch (DatabaseUnavailable away) {
      usesOwnPart = true;
      all.forEach(call -> call.turn().complete(takeFromOwnPart(call)));
    } catch (RuntimeException | Error defect) {
      // Whatever it is, nobody may wait in vain.
      all.forEach(call -> call.turn().completeExceptionally(defect));
      throw defect;
    }
  }

  private List<Optional<Turn>> askFor(List<Duration> within) {
    SharedQuota.Given given = requireNonNull(shared).takeTurns(account, within);
    Instant now = now();
    usesOwnPart = false;
    reductions = given.reductions();
    heard.set(new Heard(now.plus(given.next()), given.allowed()));
    return given.turns().stream()
        .map(
            turn ->
                turn.map(
                    window ->
                        new Turn(
                            now.plus(window.begin()),
                            now.plus(window.end()).minus(WAY_TO_ZOOM),
                            given.reductions(),
                            true)))
        .toList();
  }

  /** Takes a turn that is free now; else empty. Blocks if the quota is shared. */
  Optional<Turn> takeNow() {
    if (shared == null) {
      return takeFromOwnPart(Duration.ZERO);
    }
    try {
      return askFor(List.of(Duration.ZERO)).get(0);
    } catch (DatabaseUnavailable away) {
      usesOwnPart = true;
      return takeFromOwnPart(Duration.ZERO);
    }
  }

  private Optional<Turn> takeFromOwnPart(WaitingCall call) {
    return takeFromOwnPart(call.within(now()));
  }

  private Optional<Turn> takeFromOwnPart(Duration within) {
    return part().quota.takeTurn(within);
  }

  /** Its turns are remembered, however often the shared quota comes and goes. */
  private Part part() {
    int perSecond = shared == null ? account.callsPerSecond() : shared.share(account);
    return requireNonNull(
        own.updateAndGet(
            known ->
                known != null && known.perSecond == perSecond
                    ? known
                    : new Part(perSecond, new Quota(perSecond, clock))));
  }

  /** Returns whether the call of this turn may be made now. If not, it needs another turn. */
  boolean isUsable(Turn turn) {
    return turn.isShared()
        ? turn.reductions() == reductions && now().isBefore(turn.usableUntil())
        : part().quota.isUsable(turn);
  }

  /** Allows fewer calls, because Zoom has limited the account. Blocks if the quota is shared. */
  void reduce(Turn turn) {
    if (!turn.isShared() || shared == null) {
      part().quota.reduce(turn);
      return;
    }
    try {
      shared.reduce(account, turn.reductions());
      // The turns that were given before are those of a larger quota.
      reductions = turn.reductions() + 1;
    } catch (DatabaseUnavailable away) {
      // The pause of the account holds all the same, and the next 429 reduces the quota.
    }
  }

  /**
   * Returns how long to wait until a turn could begin within the given time, as far as is known.
   * Never negative.
   */
  Duration waitUntilTurnWithin(Duration within) {
    if (usesOwnPart) {
      return part().quota.waitUntilTurnWithin(within);
    }
    Heard last = heard.get();
    Duration early =
        last == null ? Duration.ZERO : Duration.between(now().plus(within), last.next());
    return early.isNegative() ? Duration.ZERO : early;
  }

  /** Returns how many calls a second are allowed now. */
  int allowed() {
    Heard last = heard.get();
    if (usesOwnPart) {
      return part().quota.allowed();
    }
    return last == null ? account.callsPerSecond() : last.allowed();
  }

  private Instant now() {
    return clock.instant();
  }

  /** Returns the calls that are allowed now, in words for the log. */
  @Override
  public String toString() {
    return usesOwnPart
        ? part().quota.toString()
        : "%s calls a second of all instances".formatted(allowed());
  }
}
