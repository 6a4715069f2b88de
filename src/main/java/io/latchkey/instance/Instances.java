package io.latchkey.instance;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.joining;

import io.latchkey.grant.DatabaseUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says every five seconds that this instance lives, and knows the others. While the database cannot
 * be used, the last that was known counts.
 *
 * <p>To be run again and again, by one thread at a time; a run before its time does nothing.
 * Thread-safe otherwise.
 */
public final class Instances implements Runnable {

  private static final System.Logger LOG = System.getLogger(Instances.class.getName());

  private static final Duration BETWEEN = Duration.ofSeconds(5);

  private final String name;
  private final InstanceStore store;
  private final Map<String, Integer> callsPerSecond;
  private final InstantSource clock;

  /** The accounts of which the log has said that the instances differ. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private volatile List<SeenInstance> seen = List.of();
  private volatile Instant next = Instant.MIN;

  /**
   * @param name of this instance, which no other has
   * @param callsPerSecond the configured calls a second of each account
   * @param clock the monotonic clock
   */
  public Instances(
      String name, InstanceStore store, Map<String, Integer> callsPerSecond, InstantSource clock) {
    this.name = name;
    this.store = store;
    this.callsPerSecond = Map.copyOf(callsPerSecond);
    this.clock = clock;
  }

  @Override
  public void run() {
    Instant now = clock.instant();
    // A little early rather than a whole round late.
    if (now.isBefore(next)) {
      return;
    }
    seen = store.say(callsPerSecond);
    next = now.plus(BETWEEN).minusSeconds(1);
    callsPerSecond.keySet().forEach(this::warnIfDifferent);
  }

  private void warnIfDifferent(String account) {
    long values =
        live().stream().map(each -> each.callsPerSecond().get(account)).distinct().count();
    boolean isDifferent =
        live().stream()
                .map(each -> each.callsPerSecond().getOrDefault(account, 0))
                .filter(value -> value > 0)
                .distinct()
                .count()
            > 1;
    if (!isDifferent || values < 2) {
      told.remove(account);
    } else if (told.add(account)) {
      String each =
          live().stream()
              .filter(instance -> instance.callsPerSecond().containsKey(account))
              .map(instance -> instance.name() + ": " + instance.callsPerSecond().get(account))
              .collect(joining(", "));
      LOG.log(
          WARNING,
          () ->
              "calls-per-second of account %s differs between instances, so the smallest counts: %s"
                  .formatted(account, each));
    }
  }

  private List<SeenInstance> live() {
    return seen.stream().filter(SeenInstance::isLive).toList();
  }

  /** Returns all instances of the last minutes, this one among them, by name. */
  public List<SeenInstance> seen() {
    return seen.stream().sorted(Comparator.comparing(SeenInstance::name)).toList();
  }

  /** Returns the name of this instance. */
  public String name() {
    return name;
  }

  /** Returns how many instances live, at least one. */
  public int count() {
    return Math.max(1, live().size());
  }

  /**
   * Returns the calls a second that all instances may make for an account: the smallest that any of
   * them is configured with.
   */
  public int callsPerSecond(String account, int configured) {
    return live().stream()
        .map(each -> each.callsPerSecond().get(account))
        .filter(value -> value != null && value > 0)
        .mapToInt(Integer::intValue)
        .min()
        .stream()
        .map(least -> Math.min(least, configured))
        .findFirst()
        .orElse(configured);
  }

  /** Says that this instance ends, so that others do not wait for its silence. */
  public void leave() {
    try {
      store.leave();
    } catch (DatabaseUnavailable away) {
      // Its silence tells them soon.
    }
  }
}
