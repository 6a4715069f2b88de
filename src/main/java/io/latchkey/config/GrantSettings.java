package io.latchkey.config;

import io.latchkey.database.DatabaseSettings;
import org.jspecify.annotations.Nullable;

/**
 * Where grants are kept, and by whom.
 *
 * @param database null if there is no database
 * @param instance the name of this instance, which no other instance has
 */
record GrantSettings(@Nullable DatabaseSettings database, String instance) {}
