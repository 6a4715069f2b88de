package io.latchkey.grant;

import static java.util.Objects.requireNonNull;

import io.latchkey.account.Account;
import io.latchkey.grant.Grant.Reason;
import io.latchkey.secret.Secret;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refreshes grants, so that no refresh token is used twice and none is lost.
 *
 * <p>A refresh token is sent only by the instance that has the lease of its grant, and only after
 * the database has committed that lease. The new pair is stored under the next generation, even if
 * another instance has the lease by then. A refusal alone kills nothing: the grant is suspect
 * first, and dies only if Zoom refuses it again a minute later, since an instance that was stopped
 * for a while may still hold the newer pair.
 *
 * <p>The methods block. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749, 6</a>
 */
public final class GrantRefresh {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration OTHER_INSTANCE = Duration.ofSeconds(2);
  private static final Duration RETRY_SUSPECT = Duration.ofSeconds(60);

  /** What a renewal is for. */
  public record Need(Account account, GrantId grant, long generationInHand, String trace) {}

  private final GrantStore store;
  private final RefreshCall zoom;
  private final LeaseKeeper leases;
  private final UnsavedTokens unsaved;
  private final RefreshListener events;
  private final InstantSource clock;
  private final RefreshBounds bounds;
  private final RetryDelays delays = new RetryDelays();
  private final Map<String, RefusalGuard> guards = new ConcurrentHashMap<>();

  public GrantRefresh(
      GrantStore store,
      RefreshCall zoom,
      LeaseKeeper leases,
      UnsavedTokens unsaved,
      RefreshListener events,
      InstantSource clock,
      RefreshBounds bounds) {
    this.store = store;
    this.zoom = zoom;
    this.leases = leases;
    this.unsaved = unsaved;
    this.events = events;
    this.clock = clock;
    this.bounds = bounds;
  }

  /**
   * Returns a usable access token of a grant: one that another instance has stored, or a new one.
   *
   * @throws TokenFailure if no token can be had; {@link TokenFailure.Ended} if the user must
   *     connect again
   */
  public RenewedToken renew(Need need) {
    try {
      return tryRenew(need);
    } catch (DatabaseUnavailable unavailable) {
      throw GrantFailures.databaseAway(unavailable);
    }
  }

  private RenewedToken tryRenew(Need need) {
    Instant until = clock.instant().plus(bounds.longestWait());
    while (true) {
      RenewedToken waiting = unsaved.tokenOf(need.grant, bounds.leastLife());
      if (waiting != null) {
        return waiting;
      }
      Grant grant = store.find(need.grant).orElseThrow(GrantFailures::unknown);
      GrantFailures.throwUnlessAlive(need.account, grant);
      if (unsaved.restoreForgotten(grant)) {
        continue;
      }
      if (isAdoptable(grant, need.generationInHand)) {
        return adopted(grant);
      }
      refuseDuringPause(grant);
      if (leases.take(grant)) {
        return refreshUnderLease(need, grant);
      }
      if (!clock.instant().isBefore(until)) {
        throw GrantFailures.later(grant, "another instance refreshes it", OTHER_INSTANCE);
      }
      leases.pause(BETWEEN_LOOKS);
    }
  }

  private boolean isAdoptable(Grant grant, long generationInHand) {
    return grant.tokens().generation() != generationInHand
        && grant.tokens().accessToken() != null
        && grant.tokens().accessTokenLife().compareTo(bounds.leastLife()) >= 0;
  }

  private RenewedToken adopted(Grant grant) {
    events.adopted(grant.owner().account(), grant.id(), grant.tokens().generation());
    return RenewedToken.stored(grant.tokens(), clock.instant(), bounds.apiUrl());
  }

  private void refuseDuringPause(Grant grant) {
    if (grant.status().setback().compareTo(Duration.ZERO) > 0) {
      TokenFailure ofApp = guard(grant).appRefusal();
      throw ofApp != null ? ofApp : GrantFailures.setBack(grant);
    }
    if (grant.status().state() == GrantState.SUSPECT
        && grant.status().retryIn().compareTo(Duration.ZERO) > 0) {
      throw GrantFailures.later(
          grant, "Zoom has refused it once; it is asked again", grant.status().retryIn());
    }
    Duration guarded = guard(grant).pauseBeforeNextRefresh();
    if (guarded.compareTo(Duration.ZERO) > 0) {
      throw GrantFailures.later(grant, "Zoom refuses most grants of this account", guarded);
    }
  }

  private RenewedToken refreshUnderLease(Need need, Grant grant) {
    LeaseKeeper.Kept lease = leases.keep(grant);
    try {
      RefreshAnswer answer = send(need, grant);
      boolean isLost = answer instanceof RefreshAnswer.Lost;
      if (isLost && !leases.isDraining()) {
        // At once, inside the same lease. Perhaps the request never arrived, or Zoom takes the used
        // token for some seconds more. Nothing else can bring the lost answer back.
        answer = send(need, grant);
      }
      return conclude(need, grant, answer, isLost || mayBeLost(grant));
    } finally {
      lease.close();
    }
  }

  /** Returns whether an earlier answer to this refresh token may have been lost. */
  private static boolean mayBeLost(Grant grant) {
    return grant.status().wasCutOff() || Reason.ANSWER_LOST.equals(grant.status().reason());
  }

  private RefreshAnswer send(Need need, Grant grant) {
    Secret refreshToken = requireNonNull(grant.tokens().refreshToken());
    RefreshAnswer answer = zoom.refresh(need.account, refreshToken, need.trace);
    if (answer instanceof RefreshAnswer.Lost lost) {
      events.answerLost(need.account.name(), grant.id(), lost.failure().diagnosis());
    }
    return answer;
  }

  private RenewedToken conclude(Need need, Grant grant, RefreshAnswer answer, boolean mayBeLost) {
    if (answer instanceof RefreshAnswer.Rotated rotated) {
      return keep(grant, rotated.tokens());
    }
    if (answer instanceof RefreshAnswer.Refused refused) {
      return afterRefusal(need, grant, refused, mayBeLost ? Reason.ANSWER_LOST : Reason.REFUSED);
    }
    if (answer instanceof RefreshAnswer.AppRefused refused) {
      leases.end(grant, guard(grant).appRefused(refused.failure()));
      events.appRefused(need.account.name(), refused.failure().diagnosis());
      throw refused.failure();
    }
    if (answer instanceof RefreshAnswer.NotRotated failed) {
      Duration setback = delays.next(grant.id());
      leases.end(
          grant,
          failed.failure().retryAfter().filter(p -> p.compareTo(setback) > 0).orElse(setback));
      throw failed.failure();
    }
    leases.endAfterLostAnswer(grant, delays.next(grant.id()));
    throw ((RefreshAnswer.Lost) answer).failure();
  }

  private RenewedToken keep(Grant grant, NewTokens tokens) {
    String account = grant.owner().account();
    delays.forget(grant.id());
    RenewedToken renewed = unsaved.save(grant, tokens);
    if (guard(grant).succeeded(grant.id())) {
      events.guardOff(account);
      retrySuspects(account);
    }
    return renewed;
  }

  private void retrySuspects(String account) {
    try {
      store.retrySuspects(account);
    } catch (DatabaseUnavailable unavailable) {
      // They are asked for again a little later. The new tokens must not be lost for that.
    }
  }

  private RenewedToken afterRefusal(
      Need need, Grant grant, RefreshAnswer.Refused refused, String reason) {
    Grant current = store.find(grant.id()).orElseThrow(GrantFailures::unknown);
    if (current.tokens().generation() != grant.tokens().generation()) {
      // The normal end of a lost race: another instance has stored a newer pair meanwhile.
      return tryRenew(need);
    }
    if (current.tokens().spareRefreshToken() != null
        && store.useSpare(grant.id(), grant.tokens().generation())) {
      return tryRenew(need);
    }
    boolean isSecond = grant.status().refusals() > 0;
    RefusalGuard guard = toldOfRefusal(grant, reason, isSecond);
    String account = grant.owner().account();
    long generation = grant.tokens().generation();
    if (isSecond && !guard.isOn()) {
      if (!store.recordDeath(grant.id(), generation, reason)) {
        // Another instance has stored a newer pair since the row was read.
        return tryRenew(need);
      }
      events.died(account, grant.id(), reason, refused.diagnosis());
      throw GrantFailures.ended(store.find(grant.id()).orElse(current));
    }
    store.recordRefusal(grant.id(), generation, reason);
    events.suspected(account, grant.id(), refused.diagnosis());
    throw GrantFailures.later(grant, "Zoom refuses it: " + refused.diagnosis(), RETRY_SUSPECT);
  }

  private RefusalGuard toldOfRefusal(Grant grant, String reason, boolean isSecond) {
    RefusalGuard guard = guard(grant);
    if (Reason.ANSWER_LOST.equals(reason)) {
      // It is to be expected then, and says nothing about the app. An instance that is killed may
      // leave many such grants behind.
      return guard;
    }
    String account = grant.owner().account();
    // This instance may have just been started, or be asked for little.
    boolean othersToo = isSecond && !guard.isOn() && store.areMostSuspect(account);
    if (guard.refused(grant.id(), othersToo)) {
      events.guardOn(account);
    }
    return guard;
  }

  private RefusalGuard guard(Grant grant) {
    return guards.computeIfAbsent(grant.owner().account(), any -> new RefusalGuard(clock));
  }
}
