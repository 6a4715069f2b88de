package io.latchkey.observe;

import static java.util.stream.Collectors.toMap;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.callback.AnsweredCallback;
import io.latchkey.mint.MintListener;
import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import io.latchkey.token.TokenListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Passes events on to the log, to the remembered states and to the metrics.
 *
 * <p>Thread-safe.
 */
public final class Observers implements MintListener {

  private final InstantSource clock;
  private final Metrics metrics;
  private final SafeNotifier notifier;
  private final Map<String, AccountState> states;

  /**
   * @param clock the monotonic clock that all freshness is judged by
   */
  public Observers(
      Collection<Account> accounts, Metrics metrics, SafeNotifier notifier, InstantSource clock) {
    this.clock = clock;
    this.metrics = metrics;
    this.notifier = notifier;
    this.states =
        accounts.stream()
            .collect(
                toMap(
                    Account::name,
                    account -> new AccountState(account, clock),
                    (one, other) -> one,
                    LinkedHashMap::new));
  }

  /** Returns the states by the names of the accounts. */
  Map<String, AccountState> states() {
    return states;
  }

  /** Returns what is remembered of an account; empty if no account has this name. */
  public Optional<AccountReport> report(String account) {
    return Optional.ofNullable(states.get(account)).map(AccountState::report);
  }

  /** Records the answer to a callback. */
  public void answered(AnsweredCallback callback) {
    if (callback.status() >= 500) {
      callback
          .account()
          .flatMap(name -> Optional.ofNullable(states.get(name)))
          .ifPresent(AccountState::recordDenied);
    }
  }

  /** Records that a check got a ZAK of the account's own user. */
  public void checked(Account account) {
    notifier.notify(() -> state(account).recordCheckedZak());
  }

  @Override
  public TokenListener accessToken(Account account) {
    return all(
        List.of(
            new TokenLog(
                "access token of account " + account.name(), new OutageLog(clock, Duration.ZERO)),
            state(account).accessToken(),
            metrics.follow(account.name(), MetricSeries.ACCESS_TOKEN)));
  }

  @Override
  public TokenListener zak(Account account, UserId user) {
    return all(
        List.of(
            new TokenLog(
                "ZAK of account %s, user %s".formatted(account.name(), user),
                state(account).zakOutage()),
            state(account).zak(user),
            metrics.follow(account.name(), TokenKind.ZAK.text())));
  }

  /** Counts failures and logs none: the line of the callback says why it failed. */
  @Override
  public TokenListener singleUse(Account account) {
    return all(List.of(metrics.follow(account.name(), "single_use")));
  }

  @Override
  public void paused(Account account, TokenFailure failure) {
    notifier.notify(() -> state(account).paused(failure));
    notifier.notify(() -> metrics.paused(account.name()));
  }

  @Override
  public void turnedAway(Account account, TokenFailure failure) {
    notifier.notify(() -> state(account).turnedAway(failure));
    notifier.notify(() -> metrics.turnedAway(account.name()));
  }

  private All all(List<TokenListener> listeners) {
    return new All(listeners, notifier);
  }

  private AccountState state(Account account) {
    AccountState state = states.get(account.name());
    if (state == null) {
      throw new IllegalStateException("account " + account.name() + " is not observed");
    }
    return state;
  }

  /** Notifies each listener, even if another one throws. */
  private record All(List<TokenListener> listeners, SafeNotifier notifier)
      implements TokenListener {

    private void notifyAll(Consumer<TokenListener> event) {
      listeners.forEach(listener -> notifier.notify(() -> event.accept(listener)));
    }

    @Override
    public void renewed() {
      notifyAll(TokenListener::renewed);
    }

    @Override
    public void failed(TokenFailure failure, Freshness inMemory) {
      notifyAll(listener -> listener.failed(failure, inMemory));
    }

    @Override
    public void servedFromReserve() {
      notifyAll(TokenListener::servedFromReserve);
    }

    @Override
    public void joined() {
      notifyAll(TokenListener::joined);
    }

    @Override
    public void invalidated() {
      notifyAll(TokenListener::invalidated);
    }
  }
}
