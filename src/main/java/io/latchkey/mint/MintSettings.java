package io.latchkey.mint;

import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.TokenTiming;
import io.latchkey.token.ZakRule;
import java.time.Duration;

/**
 * Settings for keeping tokens and for waiting for them.
 *
 * @param maxUsers how many ZAKs are kept in each account, one for each user
 * @param callersWait how long callers wait for a mint at most
 */
public record MintSettings(
    AccessTokenRule accessTokenRule,
    ZakRule zakRule,
    TokenTiming timing,
    int maxUsers,
    Duration callersWait) {}
