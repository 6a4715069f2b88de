package io.latchkey.service;

import io.latchkey.account.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A Zoom user that a pool spreads bots over, known by identity.
 *
 * <p>Thread-safe.
 */
public final class PoolMember {

  private final String account;
  private final Optional<UserId> user;
  private final AtomicReference<Instant> asideUntil = new AtomicReference<>(Instant.MIN);

  /**
   * A member.
   *
   * @param account by its configured name
   * @param user empty for the account's own
   */
  public PoolMember(String account, Optional<UserId> user) {
    this.account = account;
    this.user = user;
  }

  String account() {
    return account;
  }

  Optional<UserId> user() {
    return user;
  }

  /** Asked last of all until then. */
  void setAside(Instant until) {
    asideUntil.set(until);
  }

  boolean isAside(Instant now) {
    return now.isBefore(asideUntil.get());
  }

  /** As it stands in the configuration. */
  @Override
  public String toString() {
    return account + user.map(named -> "/" + named).orElse("");
  }
}
