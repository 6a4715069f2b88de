package io.latchkey.service;

import io.latchkey.account.UserId;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A Zoom user that pools spread bots over, known by identity: one object for each user, whichever
 * pools it is in.
 *
 * <p>Thread-safe.
 */
public final class PoolMember {

  private final String account;
  private final UserId user;
  private final AtomicReference<Instant> asideUntil = new AtomicReference<>(Instant.MIN);

  /**
   * @param account by its configured name
   * @param user inside the account
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

  /** Asked last of all until then. */
  void setAside(Instant until) {
    asideUntil.set(until);
  }

  boolean isAside(Instant now) {
    return now.isBefore(asideUntil.get());
  }

  /** As the configuration may name it. */
  @Override
  public String toString() {
    return account + "/" + user;
  }
}
