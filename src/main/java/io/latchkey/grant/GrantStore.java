package io.latchkey.grant;

import io.latchkey.account.Account;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keeps grants in a database that several instances may share. Each method is one transaction, and
 * is committed when it returns. Each change names the generation that it is for and does nothing if
 * the row has another, so that an instance that was slow never undoes what another one stored.
 *
 * <p>Every method throws {@link DatabaseUnavailable} if the database cannot be used. Thread-safe.
 */
public interface GrantStore {

  /** How long a lease lasts unless it is extended. */
  Duration LEASE = Duration.ofSeconds(15);

  /** Returns a grant; empty if there is none with this id. */
  Optional<Grant> find(GrantId id);

  /**
   * Takes the lease of a grant: the right to refresh it for {@link #LEASE}. If an instance left a
   * lease behind, the row remembers from now on that an answer may be lost.
   *
   * @return whether this instance has the lease now
   */
  boolean takeLease(GrantId id, long generation);

  /** Extends the lease that this instance has. */
  void extendLease(GrantId id, long generation);

  /**
   * Gives back the lease that this instance has.
   *
   * @param setback how long no instance may take the lease
   */
  void endLease(GrantId id, long generation, Duration setback);

  /** As {@link #endLease}, after a call whose answer never came. */
  void endLeaseAfterLostAnswer(GrantId id, long generation, Duration setback);

  /**
   * Stores new tokens as the next generation, whoever has the lease. The grant is active again.
   *
   * @return whether they are stored; false if the row has another generation
   */
  boolean store(GrantId id, long generation, NewTokens tokens);

  /**
   * Keeps a second refresh token beside those of a newer generation.
   *
   * @param generation the generation that the refresh token followed upon
   */
  void keepSpare(GrantId id, long generation, NewTokens tokens);

  /** Puts the spare refresh token in the place of the refused one, as the next generation. */
  boolean useSpare(GrantId id, long generation);

  /**
   * Records that Zoom has refused the refresh token, and gives back the lease. The grant becomes
   * suspect, and may be asked for again after a minute.
   */
  void recordRefusal(GrantId id, long generation, String reason);

  /**
   * Lets a grant die, and erases its access token.
   *
   * @return whether it died; false if the row has another generation
   */
  boolean recordDeath(GrantId id, long generation, String reason);

  /**
   * Returns whether at least five grants of an account are suspect, and more than were refreshed in
   * the last ten minutes.
   */
  boolean areMostSuspect(String account);

  /** Lets all suspect grants of an account be asked for again now. */
  void retrySuspects(String account);

  /**
   * Returns grants of an account that need a refresh though nobody asks: suspect ones whose time
   * has come, and those whose instance ended during a refresh.
   *
   * @param most the most to return
   */
  List<GrantId> unfinished(Account account, int most);

  /** A grant that nobody has used for long, and the generation of its tokens. */
  record Unused(GrantId id, long generation) {}

  /**
   * Returns active grants of an account whose tokens nobody has renewed for a time, the oldest
   * first.
   *
   * @param most the most to return
   */
  List<Unused> unusedFor(Duration time, Account account, int most);
}
