package io.latchkey.instance;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.grant.DatabaseUnavailable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says that this instance lives, and knows the others. While the database cannot be used, the last
 * that was known counts.
 *
 * <p>To be run every five seconds, by one thread at a time. Thread-safe otherwise.
 */
public final class Instances implements Runnable {

  private static final System.Logger LOG = System.getLogger(Instances.class.getName());

  private final String name;
  private final InstanceStore store;
  private final Map<String, Integer> callsPerSecond;

  /** The accounts of which the log has said that the instances differ. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private volatile List<SeenInstance> seen = List.of();

  private boolean hasLeft;

  /** The names that the log has told. */
  private volatile List<String> known = List.of();

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
    seen = store.say(callsPerSecond);
    logIfChanged(live().stream().map(SeenInstance::name).sorted().toList());
    callsPerSecond.keySet().forEach(this::warnIfDifferent);
  }

  private void logIfChanged(List<String> live) {
    if (!live.equals(known)) {
      known = live;
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
      told.remove(account);
    } else if (told.add(account)) {
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

  /** Says that this instance ends, so that others do not wait for its silence. */
  public synchronized void leave() {
    // A round that comes later must not say again that this instance lives.
    hasLeft = true;
    try {
      store.leave();
    } catch (DatabaseUnavailable away) {
      // Its silence tells them soon.
    }
  }
}
