package io.latchkey.token;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A bounded cache of tokens. Each key has its own {@link TokenCell}, so that a problem with one key
 * does not affect other keys. When the limit is reached, an eighth of the cells is given up, the
 * least useful first. A cell with a call under way is never given up.
 *
 * <p>Thread-safe.
 *
 * @param <K> the key that tells one token from another
 * @param <T> the kind of token
 */
public final class TokenCache<K, T> {

  private final Function<K, TokenCell<T>> newCell;
  private final int limit;
  private final TokenTiming timing;
  private final ConcurrentMap<K, TokenCell<T>> cells = new ConcurrentHashMap<>();
  private final AtomicBoolean evicting = new AtomicBoolean();

  /**
   * @param newCell creates an empty cell for a key
   * @param limit the number of cells that are kept; cells with a call under way may exceed it
   */
  public TokenCache(Function<K, TokenCell<T>> newCell, int limit, TokenTiming timing) {
    this.newCell = newCell;
    this.limit = limit;
    this.timing = timing;
  }

  /** Returns the token of one key, as {@link TokenCell#get} does. */
  public CompletionStage<ServedToken<T>> get(K key, CallContext context) {
    while (true) {
      TokenCell<T> cell = cells.get(key);
      if (cell == null) {
        evictIfFull();
        cell = cells.computeIfAbsent(key, newCell);
      }
      var answer = cell.tryGet(context);
      if (answer.isPresent()) {
        return answer.get();
      }
      // The cell was retired after it was read: remove this cell only, and try again with a new
      // one.
      cells.remove(key, cell);
    }
  }

  /** Returns the token as {@link #get} does, if nothing need be waited for; else empty. */
  public Optional<ServedToken<T>> fromMemory(K key, CallContext context) {
    TokenCell<T> cell = cells.get(key);
    return cell == null ? Optional.empty() : cell.fromMemory(context);
  }

  int size() {
    return cells.size();
  }

  private void evictIfFull() {
    // Only one thread evicts. The others continue and may exceed the limit for a moment.
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
      // Retired before it is removed: a thread that still holds the cell must not start a call in
      // it, since the next cell of this key may start one, too.
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
    // The freshness is read once for each cell, because the order must not change during the sort.
    cells.forEach((key, cell) -> candidates.add(new Candidate<>(key, cell, cell.freshness(now))));
    candidates.sort(Comparator.<Candidate<K, T>, Freshness>comparing(c -> c.freshness).reversed());
    return candidates;
  }
}
