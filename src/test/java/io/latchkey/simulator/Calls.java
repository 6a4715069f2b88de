package io.latchkey.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Remembers every call to a route of Zoom. Thread-safe. */
public final class Calls {

  /**
   * One call.
   *
   * @param accountId the account of the credentials; {@code ?} if they belong to no account
   * @param user the user or the meeting in the path, decoded; empty for an endpoint that has
   *     neither
   * @param target path and query as they came
   * @param at when it came
   */
  public record Call(
      Endpoint endpoint,
      String accountId,
      String user,
      String target,
      Map<String, String> headers,
      Instant at) {

    String key() {
      return endpoint + " " + accountId + " " + user;
    }
  }

  private final ConcurrentLinkedQueue<Call> seen = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicInteger> under = new ConcurrentHashMap<>();
  private final AtomicInteger mostAtOnceForOneKey = new AtomicInteger();

  void begin(Call call) {
    seen.add(call);
    int now = under.computeIfAbsent(call.key(), key -> new AtomicInteger()).incrementAndGet();
    mostAtOnceForOneKey.accumulateAndGet(now, Math::max);
  }

  void end(Call call) {
    under.get(call.key()).decrementAndGet();
  }

  /** Counts the calls to an endpoint for an account, for all of its users. */
  public int count(Endpoint endpoint, String accountId) {
    return (int)
        seen.stream()
            .filter(call -> call.endpoint == endpoint && call.accountId.equals(accountId))
            .count();
  }

  public List<Call> of(String accountId) {
    return seen.stream().filter(call -> call.accountId.equals(accountId)).toList();
  }

  public int total() {
    return seen.size();
  }

  /**
   * Returns the greatest number of calls that were under way at the same time for one endpoint,
   * account and user.
   */
  public int mostAtOnceForOneKey() {
    return mostAtOnceForOneKey.get();
  }

  void clear() {
    // "under" stays as it is: calls that are under way will still be counted down.
    seen.clear();
    mostAtOnceForOneKey.set(0);
  }

  /** Returns the number of calls, such as {@code {"TOKEN acc-1":1,…}}. */
  String json() {
    Map<String, Long> counts =
        seen.stream()
            .collect(
                Collectors.groupingBy(
                    call -> call.endpoint + " " + call.accountId,
                    TreeMap::new,
                    Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> "\"%s\":%d".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(",", "{", "}\n"));
  }
}
