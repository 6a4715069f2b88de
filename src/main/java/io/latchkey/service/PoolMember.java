package io.latchkey.service;

import io.latchkey.account.UserId;
import io.latchkey.grant.GrantName;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A Zoom user that pools spread bots over. Members are compared by identity: each user has one
 * object, which all pools share.
 *
 * <p>Thread-safe.
 */
public final class PoolMember {

  private final String account;
  private final @Nullable UserId user;
  private final @Nullable GrantName grant;
  private final String seatKey;
  private final AtomicReference<Instant> demotedUntil = new AtomicReference<>(Instant.MIN);

  private PoolMember(String account, @Nullable UserId user, @Nullable GrantName grant) {
    this.account = account;
    this.user = user;
    this.grant = grant;
    this.seatKey = SharedSeats.hash(account + "/" + (grant == null ? user : grant.key()));
  }

  /**
   * Creates a member of a Server-to-Server account.
   *
   * @param account the configured name of the account
   * @param user the user inside the account
   */
  public static PoolMember ofUser(String account, UserId user) {
    return new PoolMember(account, user, null);
  }

  /**
   * Creates a member who has consented to a General app.
   *
   * @param account the configured name of the account
   */
  public static PoolMember ofGrant(String account, GrantName grant) {
    return new PoolMember(account, null, grant);
  }

  /** Returns the hash that stands for this user in the database, the same on every instance. */
  String seatKey() {
    return seatKey;
  }

  String account() {
    return account;
  }

  /** Returns the user inside a Server-to-Server account; null for a member of a General app. */
  @Nullable UserId user() {
    return user;
  }

  /** Returns the grant of a member of a General app; null for any other member. */
  @Nullable GrantName grant() {
    return grant;
  }

  /** Lets pools ask this member last until the given instant. */
  void demote(Instant until) {
    demotedUntil.set(until);
  }

  boolean isDemoted(Instant now) {
    return now.isBefore(demotedUntil.get());
  }

  /** Returns the member for the log, which has no address of a user who has consented. */
  @Override
  public String toString() {
    return account + "/" + (grant == null ? user : grant.forLog());
  }
}
