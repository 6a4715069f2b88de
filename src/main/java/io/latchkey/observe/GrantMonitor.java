package io.latchkey.observe;

import io.latchkey.grant.GrantAdministration.Count;
import io.latchkey.grant.GrantCounts;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.RefreshListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What operators are shown of the grants of this instance, from memory: how many there are in which
 * state, and what is wrong just now.
 *
 * <p>Thread-safe.
 */
public final class GrantMonitor implements RefreshListener {

  /**
   * A database that cannot be used.
   *
   * @param since by the clock of the core
   * @param problem in words
   */
  public record DatabaseProblem(Instant since, String problem) {}

  private final InstantSource clock;
  private final Map<GrantId, Instant> unsaved = new ConcurrentHashMap<>();
  private final Map<String, String> appRefusals = new ConcurrentHashMap<>();
  private final Set<String> guarded = ConcurrentHashMap.newKeySet();
  private volatile GrantCounts counts = new GrantCounts(List.of());
  private volatile long withOlderKeys;
  private volatile long waitingEvents;
  private volatile @Nullable DatabaseProblem databaseProblem;

  /**
   * @param clock the monotonic clock that all freshness is judged by
   */
  public GrantMonitor(InstantSource clock) {
    this.clock = clock;
    // Until the database was reached once.
    this.databaseProblem = new DatabaseProblem(clock.instant(), "it was not reached yet");
  }

  /**
   * Records what the database holds.
   *
   * @param older how many grants are not encrypted with the first key
   */
  public void recordCounts(List<Count> found, long older) {
    counts = new GrantCounts(found);
    withOlderKeys = older;
  }

  /**
   * Records that the database cannot be used.
   *
   * @return whether that is news
   */
  public boolean databaseAway(String problem) {
    DatabaseProblem before = databaseProblem;
    Instant since = before == null ? clock.instant() : before.since();
    databaseProblem = new DatabaseProblem(since, problem);
    return before == null || !before.problem().equals(problem);
  }

  /**
   * Records that the database can be used.
   *
   * @return whether it could not be used before
   */
  public boolean databaseBack() {
    boolean isNews = databaseProblem != null;
    databaseProblem = null;
    return isNews;
  }

  /** Returns what keeps the database from being used; empty if nothing does. */
  public Optional<DatabaseProblem> databaseProblem() {
    return Optional.ofNullable(databaseProblem);
  }

  /** Returns how many grants there are, by account and state, as the database had them last. */
  public GrantCounts counts() {
    return counts;
  }

  /** Returns how many grants are not encrypted with the first key yet. */
  public long withOlderKeys() {
    return withOlderKeys;
  }

  /** Records how many events about grants wait until the customer's application takes them. */
  public void recordWaitingEvents(long waiting) {
    waitingEvents = waiting;
  }

  /** Returns how many events about grants wait. */
  public long waitingEvents() {
    return waitingEvents;
  }

  /** Returns whether Zoom refuses most grants of an account, so that none dies. */
  public boolean isGuarded(String account) {
    return guarded.contains(account);
  }

  /** Returns how many grants have new tokens that are not stored yet. */
  public int unsavedGrants() {
    return unsaved.size();
  }

  /** Returns since when the oldest new tokens wait to be stored; empty if all are stored. */
  public Optional<Instant> unsavedSince() {
    return unsaved.values().stream().min(Instant::compareTo);
  }

  /** Returns why Zoom refuses the app of an account; empty if it does not. */
  public Optional<String> appRefusal(String account) {
    return Optional.ofNullable(appRefusals.get(account));
  }

  @Override
  public void appRefused(String account, String diagnosis) {
    appRefusals.put(account, diagnosis);
  }

  @Override
  public void stored(String account, GrantId grant, long generation) {
    appRefusals.remove(account);
  }

  @Override
  public void guardOn(String account) {
    guarded.add(account);
  }

  @Override
  public void guardOff(String account) {
    guarded.remove(account);
  }

  @Override
  public void unsaved(String account, GrantId grant, String diagnosis) {
    unsaved.put(grant, clock.instant());
  }

  @Override
  public void savedAtLast(String account, GrantId grant) {
    unsaved.remove(grant);
  }
}
