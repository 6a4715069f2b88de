package io.latchkey.config;

import static java.util.stream.Collectors.toMap;

import io.latchkey.account.Account;
import io.latchkey.database.Database;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.DatabaseSettings;
import io.latchkey.database.JdbcAccountTokens;
import io.latchkey.database.JdbcInstances;
import io.latchkey.database.JdbcQuota;
import io.latchkey.database.JdbcSeats;
import io.latchkey.instance.Instances;
import io.latchkey.mint.LeasedAccessTokens;
import io.latchkey.mint.Sharing;
import io.latchkey.service.SharedSeats;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What this instance shares with others by a common PostgreSQL. An embedded database has one
 * instance, which shares nothing.
 *
 * @param instances null if nothing is shared
 * @param seats null if nothing is shared
 */
record SharingParts(@Nullable Instances instances, Sharing sharing, @Nullable SharedSeats seats) {

  static final SharingParts NONE = new SharingParts(null, Sharing.NONE, null);

  /**
   * Builds what is shared.
   *
   * @param pause waits for a while
   */
  static SharingParts of(
      Settings settings,
      DatabaseSettings place,
      Database database,
      GrantTools tools,
      Consumer<Duration> pause) {
    if (place.place() instanceof DatabasePlace.Embedded) {
      return NONE;
    }
    String name = settings.accounts().grants().instance();
    Instances instances =
        new Instances(
            name,
            new JdbcInstances(database, name),
            settings.accounts().all().stream()
                .collect(toMap(Account::name, Account::callsPerSecond)),
            tools.clock());
    return new SharingParts(
        instances,
        new Sharing(
            new LeasedAccessTokens(
                new JdbcAccountTokens(database, place.keys(), name, tools.clock()),
                settings.tokens().accessTokenRule(),
                tools.clock(),
                pause),
            new JdbcQuota(database, instances)),
        new JdbcSeats(database, name));
  }
}
