package io.latchkey.mint;

import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.TokenTiming;
import io.latchkey.token.ZakRule;
import java.time.Duration;

/**
 * How tokens are kept.
 *
 * @param maxUsers how many users' ZAKs are kept per account
 * @param callersWait how long callers wait for a mint
 */
public record MintSettings(
    AccessTokenRule accessTokenRule,
    ZakRule zakRule,
    TokenTiming timing,
    int maxUsers,
    Duration callersWait) {}
