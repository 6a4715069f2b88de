package io.latchkey.instance;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.grant.DatabaseUnavailable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reports that this instance lives, and knows the others. While the database cannot be used, the
 * last known ones count.
 *
 * <p>To be run every four seconds. Thread-safe.
 */
public final class Instances implements Runnable {

  private static final System.Logger LOG = System.getLogger(Instances.class.getName());

  private final String name;
  private final InstanceStore store;
  private final Map<String, Integer> callsPerSecond;

  /** The accounts whose difference between instances is in the log. */
  private final Set<String> warnedOf = ConcurrentHashMap.newKeySet();

  private volatile List<SeenInstance> seen = List.of();

  private boolean hasLeft;
  private Duration lastAge = Duration.ZERO;

  private volatile List<String> namesInLog = List.of();

  /**
   * @param name of this instance, which no other has
   * @param callsPerSecond the configured calls a second of each account
   */
  public Instances(String name, InstanceStore store, Map<String, Integer> callsPerSecond) {
    this.name = name;
    this.store = store;
    this.callsPerSecond = Map.copyOf(callsPerSecond);
  }

  @Override
  public synchronized void run() {
    if (hasLeft) {
      return;
    }
    seen = store.reportAlive(callsPerSecond);
    warnOfNamesake();
    logIfChanged(live().stream().map(SeenInstance::name).sorted().toList());
    callsPerSecond.keySet().forEach(this::warnIfDifferent);
  }

  /** Another process that reports with this name for the first time sets the time of the start. */
  private void warnOfNamesake() {
    Duration age =
        seen.stream()
            .filter(each -> each.name().equals(name))
            .map(SeenInstance::startedAgo)
            .findFirst()
            .orElse(Duration.ZERO);
    if (age.compareTo(lastAge) < 0) {
      LOG.log(
          WARNING,
          () ->
              "Another instance is named %s as well. Give each a latchkey.instance of its own: they count as one, and end each other's leases"
                  .formatted(name));
    }
    lastAge = age;
  }

  private void logIfChanged(List<String> live) {
    if (!live.equals(namesInLog)) {
      namesInLog = live;
      LOG.log(
          INFO,
          () ->
              "This is instance %s. Instances that share the database now: %s"
                  .formatted(name, String.join(", ", live)));
    }
  }

  private void warnIfDifferent(String account) {
    Map<String, Integer> configured = new TreeMap<>();
    for (SeenInstance instance : live()) {
      Integer calls = instance.callsPerSecond().get(account);
      if (calls != null) {
        configured.put(instance.name(), calls);
      }
    }
    if (Set.copyOf(configured.values()).size() < 2) {
      warnedOf.remove(account);
    } else if (warnedOf.add(account)) {
      LOG.log(
          WARNING,
          () ->
              "calls-per-second of account %s differs between instances, so the smallest counts: %s"
                  .formatted(account, configured));
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
        .mapToInt(each -> each.callsPerSecond().getOrDefault(account, configured))
        .reduce(configured, Math::min);
  }

  /**
   * Removes this instance from the table, so that the others need not wait until it counts as gone.
   */
  public synchronized void leave() {
    // A round that comes later must not add it again.
    hasLeft = true;
    try {
      store.remove();
    } catch (DatabaseUnavailable away) {
      // It counts as gone after twelve seconds.
    }
  }
}
