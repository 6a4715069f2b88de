package io.latchkey.mint;

import static java.lang.System.Logger.Level.DEBUG;
import static java.util.Objects.requireNonNull;

import io.latchkey.account.Account;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.mint.AccessTokenStore.Stored;
import io.latchkey.token.AccessToken;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.Freshness;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private static final int TRIALS_TO_STORE = 3;

  private static final Duration LONGEST_PREPARATION = Duration.ofSeconds(2);

  /** If the tables are not checked by then, something else is wrong, and nobody waits for them. */
  private static final Duration PREPARED_AFTER = Duration.ofSeconds(15);

  private final AccessTokenStore store;
  private final AccessTokenRule rule;
  private final InstantSource clock;
  private final Consumer<Duration> pause;
  private final LeasePatience patience = new LeasePatience();

  private final Instant preparedUntil;

  /** The looks at the store that are under way, by account: many mints are rejected at once. */
  private final Map<String, CompletableFuture<Optional<AccessToken>>> looks =
      new ConcurrentHashMap<>();

  /** What this instance got last, by account. */
  private final Map<String, LastToken> lastTokens = new ConcurrentHashMap<>();

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
    this.preparedUntil = clock.instant().plus(PREPARED_AFTER);
  }

  @Override
  public AccessToken next(Account account, Supplier<AccessToken> fetch) {
    LastToken known = last(account);
    if (known.token() != null && !known.isRejected() && isFresh(known.token())) {
      // Another mint got it a moment ago.
      return known.token();
    }
    Stored stored;
    try {
      awaitPreparation();
      stored = newsOrLease(account, known);
    } catch (DatabaseUnavailable away) {
      LOG.log(
          DEBUG,
          () -> "account %s shares no token: %s".formatted(account.name(), away.diagnosis()));
      // If the database gave the lease too late to be waited for, it is ended all the same.
      return fetchAndStore(account, known.generation(), fetch);
    }
    return isNews(known, stored)
        ? adopt(account, stored)
        : fetchAndStore(account, stored.generation(), fetch);
  }

  /**
   * Returns what is stored: a newer token, or else the one whose successor is to be fetched now.
   */
  private Stored newsOrLease(Account account, LastToken known) {
    Stored stored = store.find(account);
    while (!isNews(known, stored) && !mayFetch(account, stored)) {
      pause.accept(BETWEEN_LOOKS);
      stored = store.find(account);
    }
    return stored;
  }

  /** Takes the lease if it is free. Returns whether this instance should fetch now. */
  private boolean mayFetch(Account account, Stored stored) {
    return stored.isLeased()
        ? !isWorthWaiting(account, stored)
        : store.takeLease(account, stored.generation());
  }

  private boolean isWorthWaiting(Account account, Stored stored) {
    return patience.isWorthWaiting(account.name(), stored, clock.instant());
  }

  private LastToken last(Account account) {
    return lastTokens.getOrDefault(account.name(), LastToken.NONE);
  }

  private boolean isFresh(AccessToken token) {
    return rule.at(token, clock.instant()) == Freshness.FRESH;
  }

  private AccessToken remember(Account account, long generation, AccessToken token) {
    lastTokens.put(account.name(), new LastToken(generation, token, false));
    return token;
  }

  /**
   * Waits after a start until the tables are checked: a fetch without a look at them would end the
   * access token of the other instances.
   */
  private void awaitPreparation() {
    Instant until = clock.instant().plus(LONGEST_PREPARATION);
    while (store.isBeingPrepared()
        && clock.instant().isBefore(until)
        && clock.instant().isBefore(preparedUntil)) {
      pause.accept(BETWEEN_LOOKS);
    }
  }

  private boolean isNews(LastToken known, Stored stored) {
    return known.isReplacedBy(stored)
        && rule.at(requireNonNull(stored.token()), clock.instant()) != Freshness.EXPIRED;
  }

  private AccessToken adopt(Account account, Stored stored) {
    LOG.log(DEBUG, () -> "account %s: takes another instance's token".formatted(account.name()));
    return remember(account, stored.generation(), requireNonNull(stored.token()));
  }

  private AccessToken fetchAndStore(Account account, long generation, Supplier<AccessToken> fetch) {
    boolean isStored = false;
    try {
      LastToken newest = storeNewest(account, generation, fetch.get());
      isStored = newest.generation() != generation;
      return remember(account, newest.generation(), requireNonNull(newest.token()));
    } finally {
      if (!isStored) {
        endLease(account);
      }
    }
  }

  /**
   * Stores a token for all instances. If another instance has fetched one meanwhile, the one that
   * was requested later counts: Zoom may have ended the other.
   *
   * @return the token that counts; this one with its old generation if it could not be stored
   */
  private LastToken storeNewest(Account account, long generation, AccessToken token) {
    long before = generation;
    try {
      for (int trial = 0; trial < TRIALS_TO_STORE; trial++) {
        if (store.store(account, before, token)) {
          return new LastToken(before + 1, token, false);
        }
        Stored other = store.find(account);
        if (other.token() != null && other.token().requestedAt().isAfter(token.requestedAt())) {
          return new LastToken(other.generation(), other.token(), false);
        }
        before = other.generation();
      }
    } catch (DatabaseUnavailable away) {
      // The other instances fetch for themselves once Zoom refuses their token.
    }
    return new LastToken(generation, token, false);
  }

  private void endLease(Account account) {
    try {
      store.endLease(account);
    } catch (DatabaseUnavailable away) {
      // It ends by itself.
    }
  }

  @Override
  public Optional<AccessToken> inPlaceOf(AccessToken rejected, Account account) {
    LastToken known =
        lastTokens.compute(
            account.name(),
            (name, before) ->
                before != null
                        && before.token() != null
                        && before.token().value().equals(rejected.value())
                    ? new LastToken(before.generation(), before.token(), true)
                    : before);
    if (known != null && known.token() != null && !known.isRejected() && isFresh(known.token())) {
      return Optional.of(known.token());
    }
    CompletableFuture<Optional<AccessToken>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<AccessToken>> others = looks.putIfAbsent(account.name(), mine);
    if (others != null) {
      return others.join();
    }
    try {
      mine.complete(news(account, known == null ? LastToken.NONE : known));
    } finally {
      looks.remove(account.name(), mine);
      // Nobody may wait in vain, whatever has happened.
      mine.complete(Optional.empty());
    }
    return mine.join();
  }

  private Optional<AccessToken> news(Account account, LastToken known) {
    try {
      Stored stored = store.find(account);
      while (!isNews(known, stored) && isWorthWaiting(account, stored)) {
        pause.accept(BETWEEN_LOOKS);
        stored = store.find(account);
      }
      return isNews(known, stored) ? Optional.of(adopt(account, stored)) : Optional.empty();
    } catch (DatabaseUnavailable away) {
      return Optional.empty();
    }
  }

  @Override
  public void offer(Account account, AccessToken token) {
    LastToken newest = storeNewest(account, last(account).generation(), token);
    AccessToken unused = remember(account, newest.generation(), requireNonNull(newest.token()));
  }
}
