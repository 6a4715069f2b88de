package io.latchkey.token;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Tokens by key, each in a cell of its own, so that one key's trouble is no other key's. Bounded:
 * beyond the limit an eighth of the cells is given up, the least useful first, but none with a call
 * under way.
 *
 * <p>Thread-safe.
 *
 * @param <K> what tells one token from another
 * @param <T> the kind of token
 */
public final class TokenCache<K, T> {

  private final Function<K, TokenCell<T>> newCell;
  private final int limit;
  private final TokenTiming timing;
  private final ConcurrentMap<K, TokenCell<T>> cells = new ConcurrentHashMap<>();
  private final AtomicBoolean evicting = new AtomicBoolean();

  /**
   * @param newCell an empty cell for a key
   * @param limit how many cells are kept, beside those with a call under way
   */
  public TokenCache(Function<K, TokenCell<T>> newCell, int limit, TokenTiming timing) {
    this.newCell = newCell;
    this.limit = limit;
    this.timing = timing;
  }

  /** As {@link TokenCell#get}, for one key. */
  public CompletionStage<ServedToken<T>> get(K key, CallContext waiter) {
    while (true) {
      TokenCell<T> cell = cells.get(key);
      if (cell == null) {
        evictIfFull();
        cell = cells.computeIfAbsent(key, newCell);
      }
      var answer = cell.tryGet(waiter);
      if (answer.isPresent()) {
        return answer.get();
      }
      cells.remove(key, cell);
    }
  }

  /** How many keys are known. */
  int size() {
    return cells.size();
  }

  private void evictIfFull() {
    if (cells.size() < limit || !evicting.compareAndSet(false, true)) {
      return;
    }
    try {
      evict(cells.size() - limit + Math.max(1, limit / 8));
    } finally {
      evicting.set(false);
    }
  }

  private void evict(int surplus) {
    for (Candidate<K, T> candidate : leastUsefulFirst()) {
      if (surplus == 0) {
        return;
      }
      if (candidate.cell.retire()) {
        cells.remove(candidate.key, candidate.cell);
        surplus--;
      }
    }
  }

  private record Candidate<K, T>(K key, TokenCell<T> cell, Freshness freshness) {}

  private List<Candidate<K, T>> leastUsefulFirst() {
    Instant now = timing.clock().instant();
    List<Candidate<K, T>> candidates = new ArrayList<>(cells.size());
    cells.forEach((key, cell) -> candidates.add(new Candidate<>(key, cell, cell.freshness(now))));
    candidates.sort(Comparator.<Candidate<K, T>, Freshness>comparing(c -> c.freshness).reversed());
    return candidates;
  }
}
