package io.latchkey.config;

import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.ZakRule;
import java.time.Duration;

/**
 * How long tokens are kept and served.
 *
 * @param patience how long a caller waits for Zoom while an older ZAK is in memory
 * @param maxUsers number of users for each account whose ZAKs are kept
 */
record TokenLifeSettings(
    AccessTokenRule accessTokenRule, ZakRule zakRule, Duration patience, int maxUsers) {}
