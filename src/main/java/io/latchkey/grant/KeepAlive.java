package io.latchkey.grant;

import io.latchkey.account.Account;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Refreshes grants that nobody has used for long, so that Zoom does not let them expire, and so
 * that it is noticed if a user has removed the app at Zoom.
 *
 * <p>One grant a run, and none within five minutes around the full hour, when meetings begin and
 * Zoom's quota is needed for callers. A run every two seconds refreshes 36,000 grants a day.
 *
 * <p>To be run again and again, by one thread at a time. Blocks, and throws {@link
 * DatabaseUnavailable} if the database cannot be used.
 */
public final class KeepAlive implements Runnable {

  private static final Duration AFTER_NONE = Duration.ofMinutes(1);
  private static final int AROUND_THE_HOUR = 5;

  /** One of so many is chosen at random, so that several instances rarely choose the same. */
  private static final int CHOICE = 20;

  private final GrantStore store;
  private final DetachedRefresh refresh;
  private final List<Account> accounts;
  private final Duration unusedFor;
  private final InstantSource clock;
  private final RandomGenerator random;
  private Instant next = Instant.MIN;

  /**
   * @param accounts the configured accounts of General apps
   * @param unusedFor since when the tokens of a grant have not been renewed; zero for no refresh
   * @param clock the wall clock
   */
  public KeepAlive(
      GrantStore store,
      DetachedRefresh refresh,
      Collection<Account> accounts,
      Duration unusedFor,
      InstantSource clock,
      RandomGenerator random) {
    this.store = store;
    this.refresh = refresh;
    this.accounts = List.copyOf(accounts);
    this.unusedFor = unusedFor;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public synchronized void run() {
    Instant now = clock.instant();
    if (unusedFor.isZero() || now.isBefore(next) || isAroundTheHour(now)) {
      return;
    }
    for (Account account : accounts) {
      List<GrantId> unused = store.unusedFor(unusedFor, account, CHOICE);
      if (!unused.isEmpty()) {
        refresh(account, unused.get(random.nextInt(unused.size())));
        return;
      }
    }
    next = now.plus(AFTER_NONE);
  }

  private static boolean isAroundTheHour(Instant now) {
    int minute = now.atOffset(ZoneOffset.UTC).getMinute();
    return minute < AROUND_THE_HOUR || minute >= 60 - AROUND_THE_HOUR;
  }

  private void refresh(Account account, GrantId id) {
    store
        .find(id)
        .ifPresent(
            grant -> {
              var unused =
                  refresh.renew(
                      new GrantRefresh.Need(account, id, grant.tokens().generation(), ""));
            });
  }
}
