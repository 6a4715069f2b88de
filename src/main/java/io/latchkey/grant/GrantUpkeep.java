package io.latchkey.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Work on stored grants that nobody waits for. Each method is one transaction or several short
 * ones.
 *
 * <p>Every method throws {@link DatabaseUnavailable} if the database cannot be used. Thread-safe.
 */
public interface GrantUpkeep {

  /**
   * What is not kept for longer.
   *
   * @param consents also for the addresses of users whose grants were removed
   * @param emails whether addresses are kept at all
   */
  record Retention(
      Duration tokensOfDeadGrants,
      Duration consents,
      Duration audit,
      Duration events,
      EmailAddresses emails) {}

  /**
   * Erases what is too old.
   *
   * @return how many grants have lost their tokens
   */
  int eraseOld(Retention retention);

  /**
   * Encrypts tokens of some grants with the first key, which they are not encrypted with yet. A
   * grant that is being changed is left for the next time.
   *
   * @return how many grants were encrypted anew
   */
  int reEncrypt(int most);

  /** Returns how many grants are not encrypted with the first key. */
  long encryptedWithOlderKeys();

  /** Records when grants were used last. A grant that was deleted meanwhile is passed over. */
  void recordUses(Map<GrantId, Instant> uses);
}
