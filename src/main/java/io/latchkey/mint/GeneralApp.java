package io.latchkey.mint;

import io.latchkey.account.Account;
import io.latchkey.grant.DetachedRefresh;
import io.latchkey.grant.GrantId;
import io.latchkey.token.SharedPause;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The grants of one General app whose tokens are in memory. Their number is limited. A grant that
 * is given up loses nothing: its tokens are in the database.
 *
 * <p>Thread-safe.
 */
final class GeneralApp {

  /** What the grants of an app share. */
  record Shared(Zoom zoom, AccountCalls calls, SharedPause pause, DetachedRefresh refresh) {}

  private final Account account;
  private final Shared shared;
  private final MintSettings settings;
  private final MintListener events;
  private final ConcurrentMap<GrantId, GrantTokens> grants = new ConcurrentHashMap<>();

  /**
   * @param quota the quota of all instances; null if this instance has the quota for itself
   */
  GeneralApp(
      Account account,
      Zoom zoom,
      DetachedRefresh refresh,
      MintSettings settings,
      Executor threads,
      MintListener events,
      @Nullable SharedQuota quota) {
    this.account = account;
    this.settings = settings;
    this.events = events;
    SharedPause pause = new SharedPause(settings.timing());
    AccountCalls calls =
        new AccountCalls(account, settings.timing(), threads, events, pause, quota);
    this.shared = new Shared(zoom, calls, pause, refresh);
  }

  Account account() {
    return account;
  }

  GrantTokens of(GrantId grant) {
    GrantTokens known = grants.get(grant);
    if (known != null) {
      return known;
    }
    makeRoom();
    return grants.computeIfAbsent(
        grant, id -> new GrantTokens(account, id, shared, settings, events));
  }

  /** Returns the tokens of a grant; null if none are in memory. */
  @Nullable GrantTokens inMemory(GrantId grant) {
    return grants.get(grant);
  }

  void forget(GrantId grant) {
    grants.remove(grant);
  }

  /**
   * Gives up an eighth of the grants when there are too many. The lease still allows one refresh.
   */
  private void makeRoom() {
    if (grants.size() < settings.maxUsers()) {
      return;
    }
    Iterator<GrantId> any = grants.keySet().iterator();
    for (int i = 0; i <= settings.maxUsers() / 8 && any.hasNext(); i++) {
      any.next();
      any.remove();
    }
  }
}
