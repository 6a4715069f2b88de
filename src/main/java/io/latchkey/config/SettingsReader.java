package io.latchkey.config;

import static java.util.stream.Collectors.toCollection;

import io.latchkey.account.Account;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.ZakRule;
import io.latchkey.web.RequestSettings;
import io.latchkey.zoom.ZoomNetwork;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/**
 * Reads the whole configuration and finds all of its problems at once. The keys and their defaults
 * stand in {@code META-INF/microprofile-config.properties}.
 */
final class SettingsReader {

  private final Values values;

  private SettingsReader(Config config) {
    this.values = new Values(config);
  }

  /**
   * @throws ConfigurationRefused with every problem that was found
   */
  static Settings read(Config config) {
    SettingsReader reader = new SettingsReader(config);
    Settings settings = reader.settings();
    if (!reader.values.problems().isEmpty()) {
      throw new ConfigurationRefused(reader.values.problems(), reader.values.unknownKeys().all());
    }
    return settings;
  }

  private Settings settings() {
    Duration ttl = values.duration(TimeKeys.ZAK_TTL);
    Duration minRemaining = values.duration(TimeKeys.MIN_REMAINING);
    ZoomReader zoomReader = new ZoomReader(values);
    ZoomNetwork network = zoomReader.network();
    List<Account> accounts = zoomReader.accounts();
    List<PoolSettings> pools = new PoolsReader(values, accounts).pools();
    Set<String> names = accounts.stream().map(Account::name).collect(toCollection(HashSet::new));
    pools.forEach(pool -> names.add(pool.name()));
    CallersReader callersReader = new CallersReader(values, names);
    Callers callers = callersReader.callers();
    return new Settings(
        accounts,
        pools,
        values.duration(CallerKeys.MEETING_FOR),
        callers,
        callersReader.operatorTokens(callers),
        new Lockout.Rule(
            values.integer(CallerKeys.LOCKOUT_AFTER), values.duration(CallerKeys.LOCKOUT_FOR)),
        zoomReader.zoom(network, ttl, minRemaining),
        new FaultToleranceReader(values).retries(network.attemptTimeout()),
        accessTokenRule(),
        zakRule(ttl, minRemaining),
        values.duration(TimeKeys.PATIENCE),
        values.integer(TimeKeys.MAX_USERS),
        new RequestSettings(
            values.duration(TimeKeys.REQUEST_DEADLINE), values.integer(CallerKeys.LOCKOUT_PROXIES)),
        checks(),
        values.unknownKeys().all());
  }

  private CheckSettings checks() {
    return new CheckSettings(
        values
            .ifAny(CallerKeys.PUBLIC_URL.name())
            .map(any -> values.url(CallerKeys.PUBLIC_URL.name())),
        values.ifAny(CallerKeys.OWN_URL.name()).map(any -> ownUrl()),
        values.list(CallerKeys.ACCESS_LOG.name()).stream()
            .flatMap(text -> path(text).stream())
            .toList());
  }

  private URI ownUrl() {
    URI url = values.url(CallerKeys.OWN_URL.name());
    if (!"http".equals(url.getScheme())) {
      values.problemUnlessKnown(
          CallerKeys.OWN_URL.name(), "must be on loopback, such as http://127.0.0.1:8080/latchkey");
    }
    return url;
  }

  private Optional<Path> path(String text) {
    try {
      if (!text.isBlank()) {
        return Optional.of(Path.of(text));
      }
    } catch (InvalidPathException e) {
      // A problem, as what is blank.
    }
    values.problem(CallerKeys.ACCESS_LOG.name(), "has an item that is no path");
    return Optional.empty();
  }

  private AccessTokenRule accessTokenRule() {
    Duration renew = values.duration(TimeKeys.RENEW_BEFORE);
    Duration unusable = values.duration(TimeKeys.UNUSABLE_BEFORE);
    if (unusable.compareTo(renew) >= 0) {
      values.problem(
          TimeKeys.UNUSABLE_BEFORE.name(),
          "(%s) must be shorter than latchkey.access-token.renew-before (%s)"
              .formatted(unusable, renew));
    }
    return new AccessTokenRule(renew, unusable);
  }

  private ZakRule zakRule(Duration ttl, Duration minRemaining) {
    Duration reuseFor = values.duration(TimeKeys.REUSE_FOR);
    Duration outageReuseFor = values.duration(TimeKeys.OUTAGE_REUSE_FOR);
    if (values.hasNoProblem(TimeKeys.ZAK_TTL.name(), TimeKeys.MIN_REMAINING.name())
        && minRemaining.compareTo(ttl) >= 0) {
      values.problem(
          TimeKeys.MIN_REMAINING.name(),
          "(%s) must be shorter than %s (%s)"
              .formatted(minRemaining, TimeKeys.ZAK_TTL.name(), ttl));
    }
    if (values.hasNoProblem(
            TimeKeys.ZAK_TTL.name(), TimeKeys.MIN_REMAINING.name(), TimeKeys.REUSE_FOR.name())
        && reuseFor.compareTo(ttl.minus(minRemaining)) > 0) {
      values.problem(
          TimeKeys.REUSE_FOR.name(),
          "(%s) must not exceed %s less %s (%s)"
              .formatted(
                  reuseFor,
                  TimeKeys.ZAK_TTL.name(),
                  TimeKeys.MIN_REMAINING.name(),
                  ttl.minus(minRemaining)));
    }
    if (values.hasNoProblem(TimeKeys.REUSE_FOR.name(), TimeKeys.OUTAGE_REUSE_FOR.name())
        && !outageReuseFor.isZero()
        && outageReuseFor.compareTo(reuseFor) < 0) {
      values.problem(
          TimeKeys.OUTAGE_REUSE_FOR.name(),
          "(%s) must be PT0S (never), or not shorter than %s (%s)"
              .formatted(outageReuseFor, TimeKeys.REUSE_FOR.name(), reuseFor));
    }
    return new ZakRule(reuseFor, outageReuseFor, minRemaining);
  }
}
