package io.latchkey.service;

import io.latchkey.account.UserId;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A Zoom user that pools spread bots over. Members are compared by identity: each user has one
 * object, which all pools share.
 *
 * <p>Thread-safe.
 */
public final class PoolMember {

  private final String account;
  private final UserId user;
  private final AtomicReference<Instant> demotedUntil = new AtomicReference<>(Instant.MIN);

  /**
   * @param account the configured name of the account
   * @param user the user inside the account
   */
  public PoolMember(String account, UserId user) {
    this.account = account;
    this.user = user;
  }

  String account() {
    return account;
  }

  UserId user() {
    return user;
  }

  /** Lets pools ask this member last until the given instant. */
  void demote(Instant until) {
    demotedUntil.set(until);
  }

  boolean isDemoted(Instant now) {
    return now.isBefore(demotedUntil.get());
  }

  /** Returns the member as the configuration may name it. */
  @Override
  public String toString() {
    return account + "/" + user;
  }
}
