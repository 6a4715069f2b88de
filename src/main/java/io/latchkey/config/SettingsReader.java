package io.latchkey.config;

import static java.util.stream.Collectors.toCollection;

import io.latchkey.account.Account;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.ZakRule;
import io.latchkey.web.RequestSettings;
import io.latchkey.zoom.ZoomNetwork;
import io.latchkey.zoom.ZoomSettings;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Reads the whole configuration and finds all of its problems at once. {@link ConfigurationKeys}
 * has the keys and their defaults.
 */
final class SettingsReader {

  private final ValueReader values;

  private SettingsReader(Config config) {
    this.values = new ValueReader(config);
  }

  /**
   * Returns the settings.
   *
   * @throws ConfigurationRefused if there is a problem; the exception names every problem
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
    AccountSettings accountSettings =
        new AccountSettings(accounts, pools, values.duration(CallerKeys.MEETING_FOR));
    AccessSettings access = access(names);
    ZoomSettings zoom = zoomReader.zoom(network, ttl, minRemaining);
    boolean retriesExpected = new FaultToleranceCheck(values).check(network.attemptTimeout());
    return new Settings(
        accountSettings,
        access,
        zoom,
        new TokenSettings(
            accessTokenRule(),
            zakRule(ttl, minRemaining),
            values.duration(TimeKeys.PATIENCE),
            values.integer(TimeKeys.MAX_USERS)),
        new RequestSettings(
            values.duration(TimeKeys.REQUEST_DEADLINE), values.integer(CallerKeys.LOCKOUT_PROXIES)),
        checks(retriesExpected),
        // Last: a key is unknown if nothing above has read it.
        values.unknownKeys().all());
  }

  private AccessSettings access(Set<String> accountsAndPools) {
    CallersReader reader = new CallersReader(values, accountsAndPools);
    Callers callers = reader.callers();
    return new AccessSettings(
        callers,
        reader.operatorTokens(callers),
        new Lockout.Rule(
            values.integer(CallerKeys.LOCKOUT_AFTER), values.duration(CallerKeys.LOCKOUT_FOR)));
  }

  private CheckSettings checks(boolean retriesExpected) {
    String publicUrl = CallerKeys.PUBLIC_URL.name();
    return new CheckSettings(
        values.findNonEmpty(publicUrl).map(any -> values.url(publicUrl)).orElse(null),
        values.findNonEmpty(CallerKeys.OWN_URL.name()).map(any -> ownUrl()).orElse(null),
        values.list(CallerKeys.ACCESS_LOG.name()).stream()
            .flatMap(text -> path(text).stream())
            .toList(),
        retriesExpected);
  }

  private URI ownUrl() {
    URI url = values.url(CallerKeys.OWN_URL.name());
    // ValueReader.url accepts plain http only on loopback. So the scheme http shows that this is
    // loopback.
    if (!"http".equals(url.getScheme())) {
      values.reportOnce(
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
      // Reported below, like a blank item.
    }
    values.problem(CallerKeys.ACCESS_LOG.name(), "has an item that is no path");
    return Optional.empty();
  }

  private AccessTokenRule accessTokenRule() {
    Duration renew = values.duration(TimeKeys.RENEW_BEFORE);
    Duration unusable = values.duration(TimeKeys.UNUSABLE_BEFORE);
    if (hasNoProblem(TimeKeys.RENEW_BEFORE, TimeKeys.UNUSABLE_BEFORE)
        && unusable.compareTo(renew) >= 0) {
      values.problem(
          TimeKeys.UNUSABLE_BEFORE.name(),
          "(%s) must be shorter than %s (%s)"
              .formatted(unusable, TimeKeys.RENEW_BEFORE.name(), renew));
    }
    return new AccessTokenRule(renew, unusable);
  }

  private ZakRule zakRule(Duration ttl, Duration minRemaining) {
    Duration reuseFor = values.duration(TimeKeys.REUSE_FOR);
    Duration outageReuseFor = values.duration(TimeKeys.OUTAGE_REUSE_FOR);
    // Keys are compared only if they could be read. Otherwise one mistake would be reported twice.
    if (hasNoProblem(TimeKeys.ZAK_TTL, TimeKeys.MIN_REMAINING)) {
      checkMinRemaining(minRemaining, ttl);
    }
    if (hasNoProblem(TimeKeys.ZAK_TTL, TimeKeys.MIN_REMAINING, TimeKeys.REUSE_FOR)) {
      checkReuseFor(reuseFor, ttl.minus(minRemaining));
    }
    if (hasNoProblem(TimeKeys.REUSE_FOR, TimeKeys.OUTAGE_REUSE_FOR)) {
      checkOutageReuseFor(outageReuseFor, reuseFor);
    }
    return new ZakRule(reuseFor, outageReuseFor, minRemaining);
  }

  private void checkMinRemaining(Duration minRemaining, Duration ttl) {
    if (minRemaining.compareTo(ttl) >= 0) {
      values.problem(
          TimeKeys.MIN_REMAINING.name(),
          "(%s) must be shorter than %s (%s)"
              .formatted(minRemaining, TimeKeys.ZAK_TTL.name(), ttl));
    }
  }

  private void checkReuseFor(Duration reuseFor, Duration longest) {
    if (reuseFor.compareTo(longest) > 0) {
      values.problem(
          TimeKeys.REUSE_FOR.name(),
          "(%s) must not exceed %s less %s (%s)"
              .formatted(
                  reuseFor, TimeKeys.ZAK_TTL.name(), TimeKeys.MIN_REMAINING.name(), longest));
    }
  }

  private void checkOutageReuseFor(Duration outageReuseFor, Duration reuseFor) {
    if (!outageReuseFor.isZero() && outageReuseFor.compareTo(reuseFor) < 0) {
      values.problem(
          TimeKeys.OUTAGE_REUSE_FOR.name(),
          "(%s) must be PT0S (never), or not shorter than %s (%s)"
              .formatted(outageReuseFor, TimeKeys.REUSE_FOR.name(), reuseFor));
    }
  }

  private boolean hasNoProblem(ConfigurationKey... keys) {
    return values.hasNoProblem(Stream.of(keys).map(ConfigurationKey::name).toArray(String[]::new));
  }
}
