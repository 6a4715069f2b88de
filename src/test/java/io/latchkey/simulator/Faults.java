package io.latchkey.simulator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Decides which requests go wrong. Thread-safe. */
public final class Faults {

  /** Stands for every user, or for every account. */
  public static final String ANY = "*";

  /** A number of times without end. */
  public static final int FOREVER = Integer.MAX_VALUE;

  private record Planned(
      Endpoint endpoint,
      String accountId,
      String user,
      int every,
      AtomicInteger left,
      AtomicInteger seen,
      Fault fault) {

    boolean strikes(Endpoint at, String account, String who) {
      boolean meant =
          endpoint == at
              && (accountId.equals(ANY) || accountId.equals(account))
              && (user.equals(ANY) || user.equals(who));
      // Counts only requests that are meant, and uses a fault up only where it strikes.
      return meant
          && seen.getAndIncrement() % every == 0
          && left.getAndUpdate(n -> n == FOREVER ? n : Math.max(0, n - 1)) > 0;
    }
  }

  private final List<Planned> plan = new CopyOnWriteArrayList<>();

  /**
   * Makes the next requests to an endpoint go wrong.
   *
   * @param accountId an account, or {@link #ANY}
   * @param user a user, or {@link #ANY}
   * @param times how many requests, or {@link #FOREVER}
   */
  public void plan(Endpoint endpoint, String accountId, String user, int times, Fault fault) {
    planEvery(1, endpoint, accountId, user, times, fault);
  }

  /** As {@link #plan}, but only every n-th of the requests goes wrong, beginning with the first. */
  public void planEvery(
      int every, Endpoint endpoint, String accountId, String user, int times, Fault fault) {
    plan.add(
        new Planned(
            endpoint,
            accountId,
            user,
            every,
            new AtomicInteger(times),
            new AtomicInteger(),
            fault));
  }

  /** Removes the faults that were planned for an account; all faults for {@link #ANY}. */
  public void clear(String accountId) {
    plan.removeIf(planned -> planned.accountId.equals(accountId) || accountId.equals(ANY));
  }

  Fault next(Endpoint endpoint, String accountId, String user) {
    return plan.stream()
        .filter(planned -> planned.strikes(endpoint, accountId, user))
        .findFirst()
        .map(Planned::fault)
        .orElse(Fault.none());
  }
}
