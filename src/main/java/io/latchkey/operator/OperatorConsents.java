package io.latchkey.operator;

import io.latchkey.consent.ConsentApp;
import io.latchkey.consent.ConsentRules;
import io.latchkey.consent.ConsentStore;
import io.latchkey.consent.UserLinks;
import java.time.Duration;
import java.util.Map;

/**
 * What operators need to let users connect.
 *
 * <p>Thread-safe.
 *
 * @param linkFor how long a consent link is good, unless its order says so
 * @param apps by the names of their accounts
 */
public record OperatorConsents(
    UserLinks links,
    ConsentStore store,
    ConsentRules rules,
    Duration linkFor,
    Map<String, ConsentApp> apps) {}
