package io.latchkey.observe;

import static java.util.stream.Collectors.toMap;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.mint.MintEvents;
import io.latchkey.token.Freshness;
import io.latchkey.token.TokenEvents;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the log and the remembered states what happens.
 *
 * <p>Thread-safe.
 */
public final class Observers implements MintEvents {

  private final InstantSource clock;
  private final Map<String, AccountState> states;

  /**
   * For these accounts.
   *
   * @param clock the core's
   */
  public Observers(Collection<Account> accounts, InstantSource clock) {
    this.clock = clock;
    this.states =
        accounts.stream()
            .collect(
                toMap(
                    Account::name,
                    account -> new AccountState(account.name(), clock),
                    (one, other) -> one,
                    LinkedHashMap::new));
  }

  /** What is remembered, by the accounts' names. */
  Map<String, AccountState> states() {
    return states;
  }

  @Override
  public TokenEvents accessToken(Account account) {
    return new Both(
        List.of(
            new TokenLog(
                "access token of account " + account.name(), new OutageLog(clock, Duration.ZERO)),
            state(account).accessToken()));
  }

  @Override
  public TokenEvents zak(Account account, UserId user) {
    return new Both(
        List.of(
            new TokenLog(
                "ZAK of account %s, user %s".formatted(account.name(), user),
                state(account).zakOutage()),
            state(account).zak()));
  }

  /** What fails for one caller is told in the line of that caller alone. */
  @Override
  public TokenEvents singleUse(Account account) {
    return state(account).singleUse();
  }

  @Override
  public void paused(Account account, TokenFailure failure) {
    state(account).allZaks().paused(failure);
  }

  @Override
  public void turnedAway(Account account, TokenFailure failure) {
    state(account).allZaks().turnedAway(failure);
  }

  private AccountState state(Account account) {
    AccountState state = states.get(account.name());
    if (state == null) {
      throw new IllegalStateException("account " + account.name() + " is not observed");
    }
    return state;
  }

  private record Both(List<TokenEvents> listeners) implements TokenEvents {

    @Override
    public void renewed() {
      listeners.forEach(TokenEvents::renewed);
    }

    @Override
    public void failed(TokenFailure failure, Freshness atHand) {
      listeners.forEach(listener -> listener.failed(failure, atHand));
    }

    @Override
    public void servedFromReserve() {
      listeners.forEach(TokenEvents::servedFromReserve);
    }

    @Override
    public void invalidated() {
      listeners.forEach(TokenEvents::invalidated);
    }
  }
}
