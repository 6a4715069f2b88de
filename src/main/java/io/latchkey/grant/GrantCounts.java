package io.latchkey.grant;

import io.latchkey.grant.GrantAdministration.Count;
import java.util.List;

/**
 * How many grants there are. Immutable.
 *
 * @param counts of the accounts and states that have grants
 */
public record GrantCounts(List<Count> counts) {

  public GrantCounts {
    counts = List.copyOf(counts);
  }

  /** Returns how many grants of an account are in a state. */
  public long in(String account, GrantState state) {
    return counts.stream()
        .filter(count -> count.account().equals(account) && count.state() == state)
        .mapToLong(Count::grants)
        .sum();
  }

  /** Returns whether no user of an account has to connect again, as far as is known. */
  public boolean isWell(String account) {
    return in(account, GrantState.SUSPECT) + in(account, GrantState.DEAD) == 0;
  }

  /** Says in words how the grants of an account are. */
  public String inWords(String account) {
    return "%s work, %s are refused and asked again, %s are dead"
        .formatted(
            in(account, GrantState.ACTIVE),
            in(account, GrantState.SUSPECT),
            in(account, GrantState.DEAD));
  }
}
