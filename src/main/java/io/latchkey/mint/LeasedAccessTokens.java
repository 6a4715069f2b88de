package io.latchkey.mint;

import static java.lang.System.Logger.Level.DEBUG;
import static java.util.Objects.requireNonNull;

import io.latchkey.account.Account;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.mint.AccessTokenStore.Stored;
import io.latchkey.token.AccessToken;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Shares access tokens by a store: one instance fetches under a lease, and stores the token under
 * the next generation; the others take that one.
 *
 * <p>Thread-safe.
 */
public final class LeasedAccessTokens implements SharedAccessTokens {

  private static final System.Logger LOG = System.getLogger(LeasedAccessTokens.class.getName());

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  /** Callers wait for four seconds, and a fetch takes two at most. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(2500);

  private static final Duration LONGEST_PREPARATION = Duration.ofSeconds(2);

  private final AccessTokenStore store;
  private final AccessTokenRule rule;
  private final InstantSource clock;
  private final Consumer<Duration> pause;

  /** The generation of the token that this instance got last, by account. */
  private final Map<String, Long> inHand = new ConcurrentHashMap<>();

  /**
   * @param rule says which tokens are worth taking
   * @param clock the monotonic clock that all freshness is judged by
   * @param pause waits for a while
   */
  public LeasedAccessTokens(
      AccessTokenStore store, AccessTokenRule rule, InstantSource clock, Consumer<Duration> pause) {
    this.store = store;
    this.rule = rule;
    this.clock = clock;
    this.pause = pause;
  }

  @Override
  public AccessToken next(Account account, Supplier<AccessToken> fetch) {
    Instant until = clock.instant().plus(LONGEST_WAIT);
    Stored stored;
    try {
      awaitPreparation();
      stored = store.find(account);
      while (!isNews(account, stored)
          && (stored.isLeased() || !store.takeLease(account, stored.generation()))) {
        if (!clock.instant().isBefore(until)) {
          throw new TokenFailure.Unavailable(
              "The access token of this account is being fetched. Try again.",
              "another instance fetches the access token of account " + account.name());
        }
        pause.accept(BETWEEN_LOOKS);
        stored = store.find(account);
      }
    } catch (DatabaseUnavailable away) {
      LOG.log(
          DEBUG,
          () -> "account %s shares no token: %s".formatted(account.name(), away.diagnosis()));
      return fetch.get();
    }
    return isNews(account, stored)
        ? adopted(account, stored)
        : fetched(account, stored.generation(), fetch);
  }

  /** After a start, so that a restart does not end the access token of the other instances. */
  private void awaitPreparation() {
    Instant until = clock.instant().plus(LONGEST_PREPARATION);
    while (store.isBeingPrepared() && clock.instant().isBefore(until)) {
      pause.accept(BETWEEN_LOOKS);
    }
  }

  private boolean isNews(Account account, Stored stored) {
    return stored.token() != null
        && stored.generation() > inHand.getOrDefault(account.name(), 0L)
        && rule.at(stored.token(), clock.instant()) != Freshness.EXPIRED;
  }

  private AccessToken adopted(Account account, Stored stored) {
    inHand.merge(account.name(), stored.generation(), Math::max);
    LOG.log(DEBUG, () -> "account %s: takes another instance's token".formatted(account.name()));
    return requireNonNull(stored.token());
  }

  private AccessToken fetched(Account account, long generation, Supplier<AccessToken> fetch) {
    boolean isStored = false;
    try {
      AccessToken token = fetch.get();
      isStored = isStored(account, generation, token);
      return token;
    } finally {
      if (!isStored) {
        endLease(account);
      }
    }
  }

  private boolean isStored(Account account, long generation, AccessToken token) {
    try {
      boolean isStored = store.store(account, generation, token);
      if (isStored) {
        inHand.merge(account.name(), generation + 1, Math::max);
      }
      return isStored;
    } catch (DatabaseUnavailable away) {
      // This instance has it all the same, and the others fetch for themselves.
      return false;
    }
  }

  private void endLease(Account account) {
    try {
      store.endLease(account);
    } catch (DatabaseUnavailable away) {
      // It ends by itself.
    }
  }

  @Override
  public Optional<AccessToken> newer(Account account) {
    Instant until = clock.instant().plus(LONGEST_WAIT);
    try {
      Stored stored = store.find(account);
      while (!isNews(account, stored) && stored.isLeased() && clock.instant().isBefore(until)) {
        pause.accept(BETWEEN_LOOKS);
        stored = store.find(account);
      }
      return isNews(account, stored) ? Optional.of(adopted(account, stored)) : Optional.empty();
    } catch (DatabaseUnavailable away) {
      return Optional.empty();
    }
  }

  @Override
  public void offer(Account account, AccessToken token) {
    try {
      boolean unused = isStored(account, store.find(account).generation(), token);
    } catch (DatabaseUnavailable away) {
      // The others fetch for themselves once Zoom refuses theirs.
    }
  }
}
