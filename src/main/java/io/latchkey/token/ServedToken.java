package io.latchkey.token;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token and where it came from. Immutable and thread-safe.
 *
 * @param <T> the kind of token
 * @param poolMember the pool member that the token belongs to, for the log; null if the request did
 *     not go to a pool
 */
public record ServedToken<T>(T token, Origin origin, @Nullable String poolMember) {

  /** Creates a token for a request that did not go to a pool. */
  public ServedToken(T token, Origin origin) {
    this(token, origin, null);
  }

  /** Returns the same token, with the pool member that it belongs to. */
  public ServedToken<T> byPoolMember(String member) {
    return new ServedToken<>(token, origin, member);
  }

  /**
   * Returns the pool member that the token belongs to; empty if the request did not go to a pool.
   */
  public Optional<String> member() {
    return Optional.ofNullable(poolMember);
  }

  /** Where a token came from. */
  public enum Origin {
    /** It was in memory, fresh or stale. */
    MEMORY("memory"),
    /** A call to the source gave it to the callers who waited. */
    MINTED("minted"),
    /** It was in memory as a reserve, and the source fails, is slow or is left alone. */
    RESERVE("reserve");

    private final String text;

    Origin(String text) {
      this.text = text;
    }

    /** Returns the value of the label in metrics. */
    public String text() {
      return text;
    }
  }
}
