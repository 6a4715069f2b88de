package io.latchkey.check;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Rights;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.token.TokenKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks one account at a time, and hands what a check got from Zoom on to the token service.
 *
 * <p>Thread-safe.
 */
public final class AccountChecks {

  private final List<Account> accounts;
  private final Callers callers;
  private final MeetingTokens tokens;
  private final Map<AppKind, AccountTrial> trials;
  private final Map<String, Set<String>> pools;
  private final Consumer<Account> minted;

  /**
   * @param trials by the kind of the account's app
   * @param pools names of the pools that each account is in, by the name of the account
   * @param minted called with each account that gave a ZAK
   */
  public AccountChecks(
      List<Account> accounts,
      Callers callers,
      MeetingTokens tokens,
      Map<AppKind, AccountTrial> trials,
      Map<String, Set<String>> pools,
      Consumer<Account> minted) {
    this.accounts = List.copyOf(accounts);
    this.callers = callers;
    this.tokens = tokens;
    this.trials = Map.copyOf(trials);
    this.pools = Map.copyOf(pools);
    this.minted = minted;
  }

  List<Account> accounts() {
    return accounts;
  }

  /** Blocks for as long as the calls to Zoom take. */
  List<Step> check(Account account) {
    String name = account.name();
    List<Step> steps =
        requireNonNull(trials.get(account.app()))
            .probe(account, expectedKinds(name), given -> tokens.accept(name, given));
    if (steps.stream().anyMatch(Step::isZak)) {
      // Zoom answers again, so callers need not wait for the end of a pause.
      tokens.endPause(name);
      minted.accept(account);
    }
    return steps;
  }

  /** Returns the kinds that some caller is expected to ask for: ZAKs always. */
  private Set<TokenKind> expectedKinds(String account) {
    return TokenKind.MEETING_TOKENS.stream()
        .filter(
            kind ->
                kind == TokenKind.ZAK
                    || callers.all().stream()
                        .map(Caller::rights)
                        .anyMatch(rights -> isExpected(rights, kind, account)))
        .collect(toUnmodifiableSet());
  }

  private boolean isExpected(Rights rights, TokenKind kind, String account) {
    // A caller that may ask for every kind mostly needs ZAKs: the scopes of the others are not
    // demanded for its sake.
    return !rights.kinds().contains(Rights.ALL)
        && rights.mayAskFor(kind)
        && (rights.mayUseAccount(account)
            || pools.getOrDefault(account, Set.of()).stream().anyMatch(rights::mayUseAccount));
  }
}
