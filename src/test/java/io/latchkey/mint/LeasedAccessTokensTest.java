package io.latchkey.mint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.TestTime;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests what one instance does while the database cannot be used, or is slow. */
class LeasedAccessTokensTest {

  private static final Account ACCOUNT =
      new Account("default", "acc", "client", Secret.of("s"), UserId.ME, 4);

  private final TestTime time = new TestTime();
  private final Table table = new Table();
  private final LeasedAccessTokens tokens =
      new LeasedAccessTokens(
          table,
          new AccessTokenRule(Duration.ofMinutes(10), Duration.ofMinutes(3)),
          time,
          time::advance);

  /** The row of one account. */
  private static final class Table implements AccessTokenStore {
    boolean isAway;
    boolean answersTooLate;
    boolean isLeased;
    long generation;
    @Nullable AccessToken token;

    private void refuseWhileAway() {
      if (isAway) {
        throw new DatabaseUnavailable("away");
      }
    }

    @Override
    public boolean isBeingPrepared() {
      return false;
    }

    @Override
    public Stored find(Account account) {
      refuseWhileAway();
      return new Stored(generation, token, isLeased);
    }

    @Override
    public boolean takeLease(Account account, long known) {
      refuseWhileAway();
      isLeased = true;
      if (answersTooLate) {
        throw new DatabaseUnavailable("too late");
      }
      return true;
    }

    @Override
    public boolean store(Account account, long known, AccessToken next) {
      refuseWhileAway();
      if (known != generation) {
        return false;
      }
      generation++;
      token = next;
      isLeased = false;
      if (answersTooLate) {
        throw new DatabaseUnavailable("too late");
      }
      return true;
    }

    @Override
    public void endLease(Account account) {
      refuseWhileAway();
      isLeased = false;
    }
  }

  private AccessToken token(String value) {
    return new AccessToken(
        Secret.of(value),
        time.instant(),
        time.instant().plus(Duration.ofHours(1)),
        URI.create("https://api.zoom.us"));
  }

  /** Else a token that Zoom has ended would come back once Zoom ends the newer one. */
  @Test
  void tokenThatWasOfferedWhileTheDatabaseIsAway_isTheLastOne() {
    AccessToken first = token("first");
    AccessToken second = token("second");
    assertEquals(first, tokens.next(ACCOUNT, () -> first));
    table.isAway = true;
    tokens.offer(ACCOUNT, second);
    assertEquals(Optional.empty(), tokens.inPlaceOf(second, ACCOUNT));
  }

  /** Else every fetch of the other instances would wait for that lease. */
  @Test
  void leaseThatWasTakenTooLate_isEnded() {
    AccessToken first = token("first");
    table.answersTooLate = true;
    assertEquals(first, tokens.next(ACCOUNT, () -> first));
    assertFalse(table.isLeased);
  }

  /**
   * An instance that does not get the lease in time fetches without it, and Zoom ends the other.
   */
  @Test
  void tokenThatWasRequestedLater_counts_whicheverIsStoredFirst() {
    AccessToken earlier = token("earlier");
    time.advance(Duration.ofSeconds(1));
    AccessToken later = token("later");
    assertEquals(later, tokens.next(ACCOUNT, () -> storedMeanwhile(earlier, later)));
    assertEquals(later, table.token);
    table.token = null;
    time.advance(Duration.ofHours(1));
    AccessToken next = token("next");
    time.advance(Duration.ofSeconds(1));
    AccessToken last = token("last");
    assertEquals(last, tokens.next(ACCOUNT, () -> storedMeanwhile(last, next)));
    assertEquals(last, table.token);
  }

  private AccessToken storedMeanwhile(AccessToken stored, AccessToken fetched) {
    table.generation++;
    table.token = stored;
    return fetched;
  }

  /** This instance does not know then that the stored token is its own. */
  @Test
  void tokenThatWasStoredTooLate_isNoNews() {
    AccessToken first = token("first");
    table.answersTooLate = true;
    assertEquals(first, tokens.next(ACCOUNT, () -> first));
    table.answersTooLate = false;
    assertEquals(1, table.generation);
    assertEquals(Optional.empty(), tokens.inPlaceOf(first, ACCOUNT));
  }
}
