package io.latchkey.config;

import static java.util.stream.Collectors.toMap;

import io.latchkey.account.Account;
import io.latchkey.caller.WallClock;
import io.latchkey.database.Database;
import io.latchkey.database.DatabasePlace;
import io.latchkey.database.DatabaseSettings;
import io.latchkey.database.ImpatientDatabase;
import io.latchkey.database.JdbcAccountTokens;
import io.latchkey.database.JdbcInstances;
import io.latchkey.database.JdbcOperatorStore;
import io.latchkey.database.JdbcQuota;
import io.latchkey.database.JdbcSeats;
import io.latchkey.instance.EndedSessions;
import io.latchkey.instance.InstanceStore;
import io.latchkey.instance.Instances;
import io.latchkey.instance.OperatorExchange;
import io.latchkey.mint.LeasedAccessTokens;
import io.latchkey.mint.Sharing;
import io.latchkey.service.LateSeats;
import io.latchkey.service.SharedSeats;
import io.latchkey.zoom.ApiHosts;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What this instance shares with others by a common PostgreSQL. An embedded database has one
 * instance, which shares nothing.
 *
 * @param instances null if nothing is shared
 * @param seats null if nothing is shared
 * @param tasks to be done every two seconds
 */
record SharingParts(
    @Nullable Instances instances,
    Sharing sharing,
    @Nullable SharedSeats seats,
    List<Runnable> tasks) {

  static final SharingParts NONE = new SharingParts(null, Sharing.NONE, null, List.of());

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
      EndedSessions sessions,
      Consumer<Duration> pause) {
    if (place.place() instanceof DatabasePlace.Embedded) {
      return NONE;
    }
    String name = settings.accounts().grants().instance();
    ImpatientDatabase impatient =
        new ImpatientDatabase(database, tools.threads().newLookupPool(place.lookups()));
    Instances instances = instances(settings, new JdbcInstances(database, name), name);
    LateSeats seats = new LateSeats(new JdbcSeats(impatient, name), tools.clock());
    return new SharingParts(
        instances,
        new Sharing(
            new LeasedAccessTokens(
                new JdbcAccountTokens(
                    impatient,
                    place.keys(),
                    name,
                    new ApiHosts(settings.zoom())::mayGetTokens,
                    tools.clock()),
                settings.tokens().accessTokenRule(),
                tools.clock(),
                pause),
            new JdbcQuota(impatient, instances)),
        seats,
        tasks(settings, database, instances, seats, tools, sessions));
  }

  private static Instances instances(Settings settings, InstanceStore store, String name) {
    return new Instances(
        name,
        store,
        settings.accounts().all().stream().collect(toMap(Account::name, Account::callsPerSecond)));
  }

  private static List<Runnable> tasks(
      Settings settings,
      Database database,
      Instances instances,
      LateSeats seats,
      GrantTools tools,
      EndedSessions sessions) {
    return List.of(
        // The rounds are two seconds apart. With five, this task would run every six.
        new Paced(instances, Duration.ofSeconds(4), tools.clock()),
        new OperatorExchange(
            new JdbcOperatorStore(database),
            sessions,
            settings.access().callers(),
            WallClock.system()),
        seats);
  }
}
