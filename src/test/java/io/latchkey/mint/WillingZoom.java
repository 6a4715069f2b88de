package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.account.MeetingId;
import io.latchkey.account.UserId;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.JoinToken;
import io.latchkey.token.ObfToken;
import io.latchkey.token.ZakToken;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Gives every token that it is asked for. The token says what was asked for. Meeting tokens fail
 * while {@link #failure} is set.
 *
 * <p>Thread-safe.
 */
public final class WillingZoom implements Zoom {

  public final AtomicInteger calls = new AtomicInteger();
  public volatile RuntimeException failure;
  private final InstantSource clock;

  public WillingZoom(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public AccessToken accessToken(Account account, RepeatPolicy policy) {
    calls.incrementAndGet();
    Instant now = clock.instant();
    return new AccessToken(
        Secret.of("t"), now, now.plusSeconds(3600), URI.create("https://api.zoom.us"));
  }

  @Override
  public ZakToken zak(Account account, UserId user, AccessToken token, RepeatPolicy policy) {
    Instant now = clock.instant();
    return new ZakToken(minted("zak", account, user), now, now.plusSeconds(7200));
  }

  @Override
  public ObfToken obf(
      Account account,
      UserId user,
      @Nullable MeetingId meeting,
      AccessToken token,
      RepeatPolicy policy) {
    return new ObfToken(
        minted("obf", account, user + (meeting == null ? "" : "-" + meeting)), clock.instant());
  }

  @Override
  public JoinToken joinToken(
      Account account, MeetingId meeting, boolean bypass, AccessToken token, RepeatPolicy policy) {
    return new JoinToken(minted("join", account, meeting + "-" + bypass), clock.instant());
  }

  private Secret minted(String kind, Account account, Object what) {
    calls.incrementAndGet();
    if (failure != null) {
      throw failure;
    }
    return Secret.of("%s-of-%s-%s".formatted(kind, account.name(), what));
  }
}
