package io.latchkey.grant;

import io.latchkey.account.Account;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Refreshes grants that nobody has used for long, so that Zoom does not let them expire, and so
 * that it is noticed if a user has removed the app at Zoom.
 *
 * <p>One grant of each account a run, and none within five minutes around the full hour, when
 * meetings begin and Zoom's quota is needed for callers. A run every two seconds refreshes 36,000
 * grants a day. After a failure, the account is left alone for ten minutes: refusals of grants that
 * nobody uses must not put the guard on, which would keep callers of other grants waiting.
 *
 * <p>To be run again and again, by one thread at a time. Blocks, and throws {@link
 * DatabaseUnavailable} if the database cannot be used.
 *
 * @see RefusalGuard
 */
public final class KeepAlive implements Runnable {

  private static final Duration AFTER_NONE = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);
  private static final int AROUND_THE_HOUR = 5;

  /** So many are looked up at once, which takes seven minutes to refresh. */
  private static final int BATCH = 200;

  private final GrantStore store;
  private final DetachedRefresh refresh;
  private final List<Turn> turns;
  private final Duration unusedFor;
  private final InstantSource clock;
  private final Random random;

  /**
   * @param accounts the configured accounts of General apps
   * @param unusedFor since when the tokens of a grant have not been renewed; zero for no refresh
   * @param clock the wall clock
   * @param random mixes the grants, so that several instances rarely choose the same
   */
  public KeepAlive(
      GrantStore store,
      DetachedRefresh refresh,
      Collection<Account> accounts,
      Duration unusedFor,
      InstantSource clock,
      Random random) {
    this.store = store;
    this.refresh = refresh;
    this.turns = accounts.stream().map(Turn::new).toList();
    this.unusedFor = unusedFor;
    this.clock = clock;
    this.random = random;
  }

  /** What is to be done for one account, and when. */
  private static final class Turn {
    private final Account account;
    private final Deque<GrantStore.Unused> waiting = new ArrayDeque<>();
    private volatile Instant next = Instant.MIN;

    Turn(Account account) {
      this.account = account;
    }
  }

  @Override
  public synchronized void run() {
    Instant now = clock.instant();
    if (unusedFor.isZero() || isAroundTheHour(now)) {
      return;
    }
    for (Turn turn : turns) {
      if (!now.isBefore(turn.next)) {
        take(turn, now);
      }
    }
  }

  private static boolean isAroundTheHour(Instant now) {
    int minute = now.atOffset(ZoneOffset.UTC).getMinute();
    return minute < AROUND_THE_HOUR || minute >= 60 - AROUND_THE_HOUR;
  }

  private void take(Turn turn, Instant now) {
    if (turn.waiting.isEmpty()) {
      List<GrantStore.Unused> found =
          new ArrayList<>(store.unusedFor(unusedFor, turn.account, BATCH));
      Collections.shuffle(found, random);
      turn.waiting.addAll(found);
    }
    GrantStore.Unused grant = turn.waiting.poll();
    if (grant == null) {
      turn.next = now.plus(AFTER_NONE);
      return;
    }
    // One at a time: what is under way may fail.
    turn.next = now.plus(AFTER_FAILURE);
    var unused =
        refresh
            // Adopted, not refreshed, if anybody has renewed it since it was looked up.
            .renew(new GrantRefresh.Need(turn.account, grant.id(), grant.generation(), ""))
            .whenComplete(
                (renewed, failure) -> {
                  if (failure == null) {
                    turn.next = Instant.MIN;
                  }
                });
  }
}
