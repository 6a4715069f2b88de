package io.latchkey.config;

import io.latchkey.account.Account;
import io.latchkey.callback.CallbackSettings;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.caller.OperatorToken;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.ZakRule;
import io.latchkey.zoom.ZoomSettings;
import java.time.Duration;
import java.util.List;

/**
 * The whole configuration, judged and found good.
 *
 * @param accounts the account {@code default} first
 * @param poolsMeetingFor how long a user of a pool counts as being in a meeting
 * @param patience how long a caller waits for Zoom while an older ZAK is at hand
 * @param maxUsers how many users' ZAKs are kept per account
 * @param unknownKeys that are set and begin with {@code latchkey.}, but mean nothing
 */
record Settings(
    List<Account> accounts,
    List<PoolSettings> pools,
    Duration poolsMeetingFor,
    Callers callers,
    OperatorToken operatorToken,
    Lockout.Rule lockout,
    ZoomSettings zoom,
    AccessTokenRule accessTokenRule,
    ZakRule zakRule,
    Duration patience,
    int maxUsers,
    CallbackSettings callback,
    List<String> unknownKeys) {}
