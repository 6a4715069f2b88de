package io.latchkey.bench.grants;

import io.latchkey.bench.trouble.Setting;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The grants that were refreshed when one server was killed, and what has become of them. */
final class KilledGrants {

  static final int SIZE = 24;

  /** After this time a grant without its newest token, about which nobody was told, is lost. */
  private static final Duration MUST_BE_TOLD = Duration.ofMinutes(2);

  private enum Fate {
    OPEN,
    NEWEST,
    TOLD,
    DEAD_OTHERWISE
  }

  private final Setting setting;
  private final Map<String, GrantId> grants = new LinkedHashMap<>();
  private final Map<String, Fate> fates = new LinkedHashMap<>();
  private final List<Duration> untilTold = new ArrayList<>();
  private long restartedAt;
  private int cutOff;
  private int deadInVain;

  private KilledGrants(Setting setting) {
    this.setting = setting;
  }

  /** Lets new users connect. */
  static KilledGrants connect(Setting setting, int number) {
    KilledGrants made = new KilledGrants(setting);
    for (int i = 0; i < SIZE; i++) {
      String user = "kill" + number + "-" + i;
      made.grants.put(user, setting.connect(user, null, Duration.ZERO));
      made.fates.put(user, Fate.OPEN);
    }
    return made;
  }

  List<String> references() {
    return List.copyOf(grants.keySet());
  }

  /** Takes note that the server was killed just now, and counts the leases that it has left. */
  void killed() throws InterruptedException {
    // Refreshes of the other server end within this time.
    TimeUnit.SECONDS.sleep(1);
    cutOff =
        (int)
            setting.number(
                "select count(*) from latchkey_grant where lease_owner is not null"
                    + " and lease_since < current_timestamp - interval '1' second and id in ("
                    + grants.values().stream()
                        .map(id -> "'" + id + "'")
                        .collect(Collectors.joining(","))
                    + ")");
  }

  /** Takes note that the server is ready again. Nobody asks for these grants any more. */
  void restarted() {
    restartedAt = System.nanoTime();
  }

  /** Looks at the grants, and returns whether nothing will change any more. */
  synchronized boolean isSettled() {
    Duration since = Duration.ofNanos(System.nanoTime() - restartedAt);
    grants.forEach(
        (user, id) -> {
          if (fates.get(user) == Fate.OPEN) {
            fates.put(user, fate(setting.found(id), since));
          }
        });
    return !fates.containsValue(Fate.OPEN) || since.compareTo(MUST_BE_TOLD) > 0;
  }

  private Fate fate(Grant grant, Duration since) {
    boolean hasNewest = setting.hasNewest(grant);
    if (grant.status().state() != GrantState.DEAD) {
      return hasNewest && grant.status().state() == GrantState.ACTIVE ? Fate.NEWEST : Fate.OPEN;
    }
    deadInVain += hasNewest ? 1 : 0;
    if (!Grant.Reason.ANSWER_LOST.equals(grant.status().reason())) {
      return Fate.DEAD_OTHERWISE;
    }
    untilTold.add(since);
    return Fate.TOLD;
  }

  int cutOff() {
    return cutOff;
  }

  synchronized int lost() {
    return count(Fate.OPEN);
  }

  synchronized int told() {
    return count(Fate.TOLD);
  }

  synchronized int deadOtherwise() {
    return count(Fate.DEAD_OTHERWISE);
  }

  synchronized int deadInVain() {
    return deadInVain;
  }

  synchronized List<Duration> untilTold() {
    return List.copyOf(untilTold);
  }

  synchronized List<String> toldReferences() {
    return fates.entrySet().stream()
        .filter(each -> each.getValue() == Fate.TOLD)
        .map(Map.Entry::getKey)
        .toList();
  }

  private int count(Fate fate) {
    return (int) fates.values().stream().filter(each -> each == fate).count();
  }
}
