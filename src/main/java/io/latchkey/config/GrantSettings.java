package io.latchkey.config;

import io.latchkey.database.DatabaseSettings;
import io.latchkey.event.GrantEventTarget;
import io.latchkey.grant.GrantUpkeep;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where grants are kept, and by whom.
 *
 * @param database null if there is no database
 * @param instance the name of this instance, which no other instance has
 * @param retention what is not kept for longer
 * @param keepAlive after which time without a renewal a grant is refreshed; zero for never
 * @param events where events about grants go; null if nobody wants them
 * @param consents how users consent
 */
record GrantSettings(
    @Nullable DatabaseSettings database,
    String instance,
    GrantUpkeep.Retention retention,
    Duration keepAlive,
    @Nullable GrantEventTarget events,
    ConsentSettings consents) {}
