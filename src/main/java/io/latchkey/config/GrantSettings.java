package io.latchkey.config;

import io.latchkey.database.DatabaseSettings;
import io.latchkey.grant.GrantUpkeep;
import org.jspecify.annotations.Nullable;

/**
 * Where grants are kept, and by whom.
 *
 * @param database null if there is no database
 * @param instance the name of this instance, which no other instance has
 * @param retention what is not kept for longer
 * @param consents how users consent
 */
record GrantSettings(
    @Nullable DatabaseSettings database,
    String instance,
    GrantUpkeep.Retention retention,
    ConsentSettings consents) {}
