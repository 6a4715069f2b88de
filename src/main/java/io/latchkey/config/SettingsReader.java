package io.latchkey.config;

import static java.util.stream.Collectors.toCollection;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.ZakRule;
import io.latchkey.web.RequestSettings;
import io.latchkey.zoom.Authorities;
import io.latchkey.zoom.OutgoingProxy;
import io.latchkey.zoom.ZoomNetwork;
import io.latchkey.zoom.ZoomSettings;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Reads the whole configuration and finds all of its problems at once. The keys and their defaults
 * stand in {@code META-INF/microprofile-config.properties}.
 */
final class SettingsReader {

  private static final String TTL = "latchkey.zak.ttl";
  private static final String REUSE_FOR = "latchkey.zak.reuse-for";
  private static final String OUTAGE_REUSE_FOR = "latchkey.zak.outage-reuse-for";
  private static final String MIN_REMAINING = "latchkey.zak.min-remaining";
  private static final String ACCOUNT_NAME = "[a-z][a-z0-9]*";
  private static final String OWN_URL = "latchkey.own-url";
  private static final String API_URL = "latchkey.zoom.api-url";
  private static final String PROXY = "latchkey.zoom.proxy";
  private static final String PROXY_USER = "latchkey.zoom.proxy-user";
  private static final String PROXY_PASSWORD = "latchkey.zoom.proxy-password";
  private static final String TRUST_STORE = "latchkey.zoom.trust-store";
  private static final String TRUST_STORE_PASSWORD = "latchkey.zoom.trust-store-password";
  private static final String ACCOUNTS = "latchkey.zoom.accounts";
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):(\\d{1,5})");
  private static final String ACCESS_LOG = "latchkey.access-log";
  private static final String PUBLIC_URL = "latchkey.public-url";
  private static final String CALLS = "calls-per-second";
  private static final int CALLS_IF_UNSAID = 30;
  private static final Duration LONGEST_TTL = Duration.ofSeconds(31_536_000);

  /** Below the time-out of ZoomGuard, which is the second line. */
  private static final Duration LONGEST_ATTEMPT = Duration.ofMillis(2500);

  private static final Duration INSTANT = Duration.ofMillis(10);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Values values;

  private SettingsReader(Config config) {
    this.values = new Values(config);
  }

  /**
   * The settings.
   *
   * @throws ConfigurationRefused with every problem that was found
   */
  static Settings read(Config config) {
    SettingsReader reader = new SettingsReader(config);
    Settings settings = reader.settings();
    if (!reader.values.problems().isEmpty()) {
      throw new ConfigurationRefused(reader.values.problems(), reader.values.unknown());
    }
    return settings;
  }

  private Settings settings() {
    Duration ttl = values.duration(TTL, SECOND, LONGEST_TTL);
    Duration minRemaining = values.duration(MIN_REMAINING, Duration.ZERO, LONGEST_TTL);
    ZoomNetwork network = network();
    List<Account> accounts = accounts();
    List<PoolSettings> pools = new PoolsReader(values, accounts).pools();
    Set<String> names = accounts.stream().map(Account::name).collect(toCollection(HashSet::new));
    pools.forEach(pool -> names.add(pool.name()));
    CallersReader callersReader = new CallersReader(values, names);
    Callers callers = callersReader.callers();
    return new Settings(
        accounts,
        pools,
        values.duration("latchkey.pools.meeting-for", MINUTE, Duration.ofDays(2)),
        callers,
        callersReader.operatorTokens(callers),
        new Lockout.Rule(
            values.integer("latchkey.lockout.after", 0, 100),
            values.duration("latchkey.lockout.for", SECOND, Duration.ofDays(1))),
        zoom(network, ttl, minRemaining),
        new FaultToleranceReader(values).retries(network.attemptTimeout()),
        accessTokenRule(),
        zakRule(ttl, minRemaining),
        values.duration("latchkey.zak.patience", INSTANT, MINUTE),
        values.integer("latchkey.zak.max-users", 1, 1_000_000),
        new RequestSettings(
            values.duration("latchkey.request-deadline", INSTANT, MINUTE),
            values.integer("latchkey.lockout.proxies", 0, 10)),
        checks(),
        values.unknown());
  }

  private CheckSettings checks() {
    return new CheckSettings(
        values.ifAny(PUBLIC_URL).map(any -> values.url(PUBLIC_URL)),
        values.ifAny(OWN_URL).map(any -> ownUrl()),
        values.list(ACCESS_LOG).stream().flatMap(text -> path(text).stream()).toList());
  }

  private URI ownUrl() {
    URI url = values.url(OWN_URL);
    if (!"http".equals(url.getScheme())) {
      values.problemUnlessKnown(
          OWN_URL, "must be on loopback, such as http://127.0.0.1:8080/latchkey");
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
    values.problem(ACCESS_LOG, "has an item that is no path");
    return Optional.empty();
  }

  /** The one without a name, if it is configured or the only one, and those with one. */
  private List<Account> accounts() {
    List<Account> accounts = new ArrayList<>();
    List<String> further = values.list(ACCOUNTS);
    boolean unnamed =
        Stream.of("account-id", "client-id", "client-secret")
            .anyMatch(key -> values.isSet("latchkey.zoom." + key));
    if (unnamed || further.isEmpty()) {
      accounts.add(account(Account.DEFAULT, "latchkey.zoom."));
    }
    Set<String> names = new HashSet<>(Set.of(Account.DEFAULT));
    for (String name : further) {
      if (!name.matches(ACCOUNT_NAME)) {
        values.problem(ACCOUNTS, "has a name that is not " + ACCOUNT_NAME);
      } else if (!names.add(name)) {
        values.problem(ACCOUNTS, "names an account twice (default is the one without a name)");
      } else {
        accounts.add(account(name, "latchkey.zoom.account." + name + "."));
      }
    }
    return accounts;
  }

  private Account account(String name, String prefix) {
    String accountId = values.required(prefix + "account-id");
    String clientId = values.required(prefix + "client-id");
    if (clientId.contains(":")) {
      values.problem(prefix + "client-id", "holds a colon, which no client id can");
    }
    Secret clientSecret = values.secret(prefix + "client-secret");
    String user = values.optional(prefix + "user", UserId.ME.value());
    if (UserId.parse(user).isEmpty()) {
      values.problemUnlessKnown(
          prefix + "user", "must be a Zoom user id, an e-mail address, or me");
    }
    return new Account(
        name,
        accountId,
        clientId,
        clientSecret,
        UserId.parse(user).orElse(UserId.ME),
        values.integer(prefix + CALLS, CALLS_IF_UNSAID, 1, 1000));
  }

  private ZoomSettings zoom(ZoomNetwork network, Duration ttl, Duration minRemaining) {
    URI oauthUrl = values.url("latchkey.zoom.oauth-url");
    boolean apiUrlIsConfigured = values.isSet(API_URL);
    return new ZoomSettings(
        oauthUrl,
        apiUrlIsConfigured ? values.url(API_URL) : apiOf(oauthUrl),
        apiUrlIsConfigured,
        network,
        ttl,
        minRemaining);
  }

  /** ZoomGov has hosts of its own. */
  private static URI apiOf(URI oauthUrl) {
    return URI.create(
        String.valueOf(oauthUrl.getHost()).endsWith("zoomgov.com")
            ? "https://api.zoomgov.com"
            : "https://api.zoom.us");
  }

  private ZoomNetwork network() {
    Duration connect = values.duration("latchkey.zoom.connect-timeout", INSTANT, MINUTE);
    Duration attempt = values.duration("latchkey.zoom.attempt-timeout", INSTANT, LONGEST_ATTEMPT);
    if (connect.compareTo(attempt) > 0) {
      values.problem(
          "latchkey.zoom.connect-timeout",
          "(%s) must not exceed latchkey.zoom.attempt-timeout (%s)".formatted(connect, attempt));
    }
    return new ZoomNetwork(connect, attempt, proxy(), authorities());
  }

  private Optional<OutgoingProxy> proxy() {
    boolean hasUser = values.isSet(PROXY_USER);
    boolean hasPassword = values.isSet(PROXY_PASSWORD);
    if (hasUser != hasPassword) {
      values.problem(
          hasUser ? PROXY_PASSWORD : PROXY_USER,
          "is missing, which goes with " + (hasUser ? PROXY_USER : PROXY_PASSWORD));
    }
    if (!values.isSet(PROXY)) {
      if (hasUser) {
        values.problem(PROXY, "is missing, which goes with " + PROXY_USER);
      }
      return Optional.empty();
    }
    Matcher address = HOST_AND_PORT.matcher(values.required(PROXY));
    if (!address.matches() || Integer.parseInt(address.group(2)) > 65_535) {
      values.problemUnlessKnown(PROXY, "must be host:port, such as proxy.example.com:3128");
      return Optional.empty();
    }
    return Optional.of(
        new OutgoingProxy(
            address.group(1).replaceAll("[\\[\\]]", ""),
            Integer.parseInt(address.group(2)),
            hasUser && hasPassword ? Optional.of(proxyCredentials()) : Optional.empty()));
  }

  private OutgoingProxy.Credentials proxyCredentials() {
    String user = values.required(PROXY_USER);
    if (user.contains(":")) {
      values.problem(PROXY_USER, "holds a colon, which no user of a proxy can");
    }
    return new OutgoingProxy.Credentials(user, values.secret(PROXY_PASSWORD));
  }

  private List<X509Certificate> authorities() {
    Optional<Secret> password =
        values.isSet(TRUST_STORE_PASSWORD)
            ? Optional.of(values.secret(TRUST_STORE_PASSWORD))
            : Optional.empty();
    Optional<String> file = values.ifAny(TRUST_STORE);
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      return Authorities.read(Path.of(file.get()), password);
    } catch (Authorities.NoAuthorities | InvalidPathException e) {
      values.problemUnlessKnown(
          TRUST_STORE,
          e instanceof Authorities.NoAuthorities none
              ? String.valueOf(none.getMessage())
              : "is no path");
      return List.of();
    }
  }

  private AccessTokenRule accessTokenRule() {
    Duration hour = Duration.ofHours(1);
    Duration renew = values.duration("latchkey.access-token.renew-before", INSTANT, hour);
    Duration unusable = values.duration("latchkey.access-token.unusable-before", INSTANT, hour);
    if (unusable.compareTo(renew) >= 0) {
      values.problem(
          "latchkey.access-token.unusable-before",
          "(%s) must be shorter than latchkey.access-token.renew-before (%s)"
              .formatted(unusable, renew));
    }
    return new AccessTokenRule(renew, unusable);
  }

  private ZakRule zakRule(Duration ttl, Duration minRemaining) {
    Duration reuseFor = values.duration(REUSE_FOR, Duration.ZERO, LONGEST_TTL);
    Duration outageReuseFor = values.duration(OUTAGE_REUSE_FOR, Duration.ZERO, LONGEST_TTL);
    if (values.sound(TTL, MIN_REMAINING) && minRemaining.compareTo(ttl) >= 0) {
      values.problem(
          MIN_REMAINING, "(%s) must be shorter than %s (%s)".formatted(minRemaining, TTL, ttl));
    }
    if (values.sound(TTL, MIN_REMAINING, REUSE_FOR)
        && reuseFor.compareTo(ttl.minus(minRemaining)) > 0) {
      values.problem(
          REUSE_FOR,
          "(%s) must not exceed %s less %s (%s)"
              .formatted(reuseFor, TTL, MIN_REMAINING, ttl.minus(minRemaining)));
    }
    if (values.sound(REUSE_FOR, OUTAGE_REUSE_FOR)
        && !outageReuseFor.isZero()
        && outageReuseFor.compareTo(reuseFor) < 0) {
      values.problem(
          OUTAGE_REUSE_FOR,
          "(%s) must be PT0S (never), or not shorter than %s (%s)"
              .formatted(outageReuseFor, REUSE_FOR, reuseFor));
    }
    return new ZakRule(reuseFor, outageReuseFor, minRemaining);
  }
}
