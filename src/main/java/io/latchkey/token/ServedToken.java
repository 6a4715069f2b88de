package io.latchkey.token;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token, and where it came from. Immutable and thread-safe.
 *
 * @param <T> the kind of token
 * @param poolMember the member of a pool that the token belongs to, for the log; null if no pool
 *     was asked
 */
public record ServedToken<T>(T token, Origin origin, @Nullable String poolMember) {

  /** A token that no pool was asked for. */
  public ServedToken(T token, Origin origin) {
    this(token, origin, null);
  }

  /** The same token, as one that a pool gave by this member. */
  public ServedToken<T> byPoolMember(String member) {
    return new ServedToken<>(token, origin, member);
  }

  /** The member of a pool that the token belongs to; empty if no pool was asked. */
  public Optional<String> member() {
    return Optional.ofNullable(poolMember);
  }

  /** Where a token came from. */
  public enum Origin {
    /** It was in memory and fresh enough. */
    MEMORY("memory"),
    /** Its source gave it to those who waited for it. */
    MINTED("minted"),
    /** It was in memory, and is served because the source fails, is slow or is left alone. */
    RESERVE("reserve");

    private final String text;

    Origin(String text) {
      this.text = text;
    }

    /** The value of the label in metrics. */
    public String text() {
      return text;
    }
  }
}
