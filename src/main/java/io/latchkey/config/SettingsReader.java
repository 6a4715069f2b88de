package io.latchkey.config;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.GrantUpkeep;
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

  private static final Duration TOKENS_OF_DEAD_GRANTS_FOR = Duration.ofDays(1);
  private static final Duration CONSENTS_FOR = Duration.ofDays(30);
  private static final Duration EVENTS_FOR = Duration.ofDays(7);

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
    Duration ttl = values.duration(TimeConfigKeys.ZAK_TTL);
    Duration minRemaining = values.duration(TimeConfigKeys.MIN_REMAINING);
    ZoomReader zoomReader = new ZoomReader(values);
    ZoomNetwork network = zoomReader.network();
    List<Account> accounts = zoomReader.accounts();
    List<PoolSettings> pools = new UserPoolsReader(values, accounts).pools();
    ZoomSettings zoom = zoomReader.zoom(network, ttl, minRemaining);
    AccountAndPoolSettings accountSettings =
        new AccountAndPoolSettings(
            accounts,
            pools,
            values.duration(AccessConfigKeys.MEETING_FOR),
            grants(accounts, zoom.oauthUrl()));
    AccessSettings access = access(new HashSet<>(accountSettings.names()));
    boolean retriesExpected = new OverrideKeyValidator(values).check(network.attemptTimeout());
    return new Settings(
        accountSettings,
        access,
        zoom,
        tokenLives(ttl, minRemaining),
        new RequestSettings(
            values.duration(TimeConfigKeys.REQUEST_DEADLINE),
            values.integer(AccessConfigKeys.LOCKOUT_PROXIES)),
        checks(retriesExpected),
        // Last: a key is unknown if nothing above has read it.
        values.unknownKeys().all());
  }

  private TokenLifeSettings tokenLives(Duration ttl, Duration minRemaining) {
    return new TokenLifeSettings(
        accessTokenRule(),
        zakRule(ttl, minRemaining),
        values.duration(TimeConfigKeys.PATIENCE),
        values.integer(TimeConfigKeys.MAX_USERS));
  }

  private GrantSettings grants(List<Account> accounts, URI oauthUrl) {
    boolean hasGeneralApp = accounts.stream().anyMatch(account -> account.app() == AppKind.GENERAL);
    if (hasGeneralApp && !values.isSet(AccessConfigKeys.PUBLIC_URL.name())) {
      values.problem(AccessConfigKeys.PUBLIC_URL.name(), "is missing, which a General app needs");
    }
    return new GrantSettings(
        new DatabaseReader(values).database(hasGeneralApp),
        values.optional(DatabaseConfigKeys.INSTANCE.name(), InstanceName.ofThisProcess()),
        new GrantUpkeep.Retention(
            TOKENS_OF_DEAD_GRANTS_FOR,
            CONSENTS_FOR,
            values.duration(DatabaseConfigKeys.AUDIT_FOR),
            EVENTS_FOR,
            values.flag(DatabaseConfigKeys.KEEP_EMAIL)
                ? EmailAddresses.KEPT
                : EmailAddresses.NOT_KEPT),
        values.duration(DatabaseConfigKeys.KEEP_ALIVE),
        new GrantEventReader(values).target(),
        new ConsentReader(values).consents(accounts, oauthUrl));
  }

  private AccessSettings access(Set<String> accountsAndPools) {
    CallersReader reader = new CallersReader(values, accountsAndPools);
    Callers callers = reader.callers();
    return new AccessSettings(
        callers,
        reader.operatorTokens(callers),
        new Lockout.Rule(
            values.integer(AccessConfigKeys.LOCKOUT_AFTER),
            values.duration(AccessConfigKeys.LOCKOUT_FOR)));
  }

  private CheckAndWarmUpSettings checks(boolean retriesExpected) {
    String publicUrl = AccessConfigKeys.PUBLIC_URL.name();
    return new CheckAndWarmUpSettings(
        values.findNonEmpty(publicUrl).map(any -> values.url(publicUrl)).orElse(null),
        values.findNonEmpty(AccessConfigKeys.OWN_URL.name()).map(any -> ownUrl()).orElse(null),
        values.list(AccessConfigKeys.ACCESS_LOG.name()).stream()
            .flatMap(text -> path(text).stream())
            .toList(),
        retriesExpected);
  }

  private URI ownUrl() {
    URI url = values.url(AccessConfigKeys.OWN_URL.name());
    // ValueReader.url accepts plain http only on loopback. So the scheme http shows that this is
    // loopback.
    if (!"http".equals(url.getScheme())) {
      values.reportOnce(
          AccessConfigKeys.OWN_URL.name(),
          "must be on loopback, such as http://127.0.0.1:8080/latchkey");
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
    values.problem(AccessConfigKeys.ACCESS_LOG.name(), "has an item that is no path");
    return Optional.empty();
  }

  private AccessTokenRule accessTokenRule() {
    Duration renew = values.duration(TimeConfigKeys.RENEW_BEFORE);
    Duration unusable = values.duration(TimeConfigKeys.UNUSABLE_BEFORE);
    if (hasNoProblem(TimeConfigKeys.RENEW_BEFORE, TimeConfigKeys.UNUSABLE_BEFORE)
        && unusable.compareTo(renew) >= 0) {
      values.problem(
          TimeConfigKeys.UNUSABLE_BEFORE.name(),
          "(%s) must be shorter than %s (%s)"
              .formatted(unusable, TimeConfigKeys.RENEW_BEFORE.name(), renew));
    }
    return new AccessTokenRule(renew, unusable);
  }

  private ZakRule zakRule(Duration ttl, Duration minRemaining) {
    Duration reuseFor = values.duration(TimeConfigKeys.REUSE_FOR);
    Duration outageReuseFor = values.duration(TimeConfigKeys.OUTAGE_REUSE_FOR);
    // Keys are compared only if they could be read. Otherwise one mistake would be reported twice.
    if (hasNoProblem(TimeConfigKeys.ZAK_TTL, TimeConfigKeys.MIN_REMAINING)) {
      checkMinRemaining(minRemaining, ttl);
    }
    if (hasNoProblem(
        TimeConfigKeys.ZAK_TTL, TimeConfigKeys.MIN_REMAINING, TimeConfigKeys.REUSE_FOR)) {
      checkReuseFor(reuseFor, ttl.minus(minRemaining));
    }
    if (hasNoProblem(TimeConfigKeys.REUSE_FOR, TimeConfigKeys.OUTAGE_REUSE_FOR)) {
      checkOutageReuseFor(outageReuseFor, reuseFor);
    }
    return new ZakRule(reuseFor, outageReuseFor, minRemaining);
  }

  private void checkMinRemaining(Duration minRemaining, Duration ttl) {
    if (minRemaining.compareTo(ttl) >= 0) {
      values.problem(
          TimeConfigKeys.MIN_REMAINING.name(),
          "(%s) must be shorter than %s (%s)"
              .formatted(minRemaining, TimeConfigKeys.ZAK_TTL.name(), ttl));
    }
  }

  private void checkReuseFor(Duration reuseFor, Duration longest) {
    if (reuseFor.compareTo(longest) > 0) {
      values.problem(
          TimeConfigKeys.REUSE_FOR.name(),
          "(%s) must not exceed %s less %s (%s)"
              .formatted(
                  reuseFor,
                  TimeConfigKeys.ZAK_TTL.name(),
                  TimeConfigKeys.MIN_REMAINING.name(),
                  longest));
    }
  }

  private void checkOutageReuseFor(Duration outageReuseFor, Duration reuseFor) {
    if (!outageReuseFor.isZero() && outageReuseFor.compareTo(reuseFor) < 0) {
      values.problem(
          TimeConfigKeys.OUTAGE_REUSE_FOR.name(),
          "(%s) must be PT0S (never), or not shorter than %s (%s)"
              .formatted(outageReuseFor, TimeConfigKeys.REUSE_FOR.name(), reuseFor));
    }
  }

  private boolean hasNoProblem(ConfigurationKey... keys) {
    return values.hasNoProblem(Stream.of(keys).map(ConfigurationKey::name).toArray(String[]::new));
  }
}
