package io.latchkey.config;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.account.UserId;
import io.latchkey.secret.Secret;
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
import org.jspecify.annotations.Nullable;

/**
 * Reads the Zoom accounts, and the connection to Zoom: URLs, time-outs, proxy, certificate
 * authorities.
 */
final class ZoomReader {

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):(\\d{1,5})");

  private final ValueReader values;

  ZoomReader(ValueReader values) {
    this.values = values;
  }

  /**
   * Returns the accounts. The account {@code default} comes first; it is left out if only other
   * accounts are configured.
   */
  List<Account> accounts() {
    List<Account> accounts = new ArrayList<>();
    List<String> further = values.list(ZoomConfigKeys.ACCOUNTS.name());
    // The other two keys of an account say nothing here: the properties file of the WAR always sets
    // them.
    boolean isDefaultConfigured =
        Stream.of(ZoomConfigKeys.ACCOUNT_ID, ZoomConfigKeys.CLIENT_ID, ZoomConfigKeys.CLIENT_SECRET)
            .anyMatch(key -> values.isSet(key.name()));
    if (isDefaultConfigured || further.isEmpty()) {
      accounts.add(account(Account.DEFAULT));
    }
    Set<String> names = new HashSet<>(Set.of(Account.DEFAULT));
    for (String name : further) {
      if (!name.matches(Account.NAME_PATTERN)) {
        values.problem(
            ZoomConfigKeys.ACCOUNTS.name(), "has a name that is not " + Account.NAME_PATTERN);
      } else if (!names.add(name)) {
        values.problem(
            ZoomConfigKeys.ACCOUNTS.name(),
            "names an account twice (default is the one without a name)");
      } else {
        accounts.add(account(name));
      }
    }
    return accounts;
  }

  private Account account(String name) {
    String appKey = ZoomConfigKeys.APP.forAccount(name).name();
    String app = values.optional(appKey, ZoomConfigKeys.APP.defaultValue());
    if (app.equals(AppKind.GENERAL.text())) {
      return generalApp(name);
    }
    if (!app.equals(AppKind.SERVER_TO_SERVER.text())) {
      values.reportOnce(appKey, "must be server-to-server or general");
    }
    String accountId = values.required(ZoomConfigKeys.ACCOUNT_ID.forAccount(name).name());
    String clientId = clientId(name);
    Secret clientSecret = values.secret(ZoomConfigKeys.CLIENT_SECRET.forAccount(name).name());
    String userKey = ZoomConfigKeys.USER.forAccount(name).name();
    String user = values.optional(userKey, ZoomConfigKeys.USER.defaultValue());
    if (UserId.parse(user).isEmpty()) {
      values.reportOnce(userKey, "must be a Zoom user id, an e-mail address, or me");
    }
    return new Account(
        name,
        accountId,
        clientId,
        clientSecret,
        UserId.parse(user).orElse(UserId.ME),
        values.integer(ZoomConfigKeys.CALLS_PER_SECOND.forAccount(name)));
  }

  private Account generalApp(String name) {
    String accountIdKey = ZoomConfigKeys.ACCOUNT_ID.forAccount(name).name();
    if (values.isSet(accountIdKey)) {
      values.problem(accountIdKey, "is for a Server-to-Server app: remove it");
    }
    return Account.ofGeneralApp(
        name,
        clientId(name),
        values.secret(ZoomConfigKeys.CLIENT_SECRET.forAccount(name).name()),
        values.integer(ZoomConfigKeys.CALLS_PER_SECOND.forAccount(name)));
  }

  private String clientId(String account) {
    String key = ZoomConfigKeys.CLIENT_ID.forAccount(account).name();
    String clientId = values.required(key);
    // Basic authentication ends the client id at the first colon (RFC 7617).
    if (clientId.contains(":")) {
      values.problem(key, "holds a colon, which no client id can");
    }
    return clientId;
  }

  ZoomSettings zoom(ZoomNetwork network, Duration ttl, Duration minRemaining) {
    URI oauthUrl = values.url(ZoomConfigKeys.OAUTH_URL.name());
    boolean apiUrlIsConfigured = values.isSet(ZoomConfigKeys.API_URL.name());
    return new ZoomSettings(
        oauthUrl,
        apiUrlIsConfigured ? values.url(ZoomConfigKeys.API_URL.name()) : apiOf(oauthUrl),
        apiUrlIsConfigured,
        network,
        ttl,
        minRemaining);
  }

  /** Returns the host of the API for this host of OAuth. ZoomGov has its own hosts. */
  private static URI apiOf(URI oauthUrl) {
    return URI.create(
        String.valueOf(oauthUrl.getHost()).endsWith("zoomgov.com")
            ? "https://api.zoomgov.com"
            : "https://api.zoom.us");
  }

  ZoomNetwork network() {
    Duration connect = values.duration(ZoomConfigKeys.CONNECT_TIMEOUT);
    Duration attempt = values.duration(ZoomConfigKeys.ATTEMPT_TIMEOUT);
    String connectKey = ZoomConfigKeys.CONNECT_TIMEOUT.name();
    String attemptKey = ZoomConfigKeys.ATTEMPT_TIMEOUT.name();
    if (values.hasNoProblem(connectKey, attemptKey) && connect.compareTo(attempt) > 0) {
      values.problem(
          connectKey, "(%s) must not exceed %s (%s)".formatted(connect, attemptKey, attempt));
    }
    return new ZoomNetwork(connect, attempt, proxy(), authorities());
  }

  private @Nullable OutgoingProxy proxy() {
    boolean hasUser = values.isSet(ZoomConfigKeys.PROXY_USER.name());
    boolean hasPassword = values.isSet(ZoomConfigKeys.PROXY_PASSWORD.name());
    if (hasUser != hasPassword) {
      reportMissing(
          hasUser ? ZoomConfigKeys.PROXY_PASSWORD : ZoomConfigKeys.PROXY_USER,
          hasUser ? ZoomConfigKeys.PROXY_USER : ZoomConfigKeys.PROXY_PASSWORD);
    }
    if (!values.isSet(ZoomConfigKeys.PROXY.name())) {
      if (hasUser) {
        reportMissing(ZoomConfigKeys.PROXY, ZoomConfigKeys.PROXY_USER);
      }
      return null;
    }
    Matcher address = HOST_AND_PORT.matcher(values.required(ZoomConfigKeys.PROXY.name()));
    if (!address.matches() || Integer.parseInt(address.group(2)) > 65_535) {
      values.reportOnce(
          ZoomConfigKeys.PROXY.name(), "must be host:port, such as proxy.example.com:3128");
      return null;
    }
    return new OutgoingProxy(
        // The brackets around an IPv6 address belong to the URL syntax, not to the host.
        address.group(1).replaceAll("[\\[\\]]", ""),
        Integer.parseInt(address.group(2)),
        hasUser && hasPassword ? proxyCredentials() : null);
  }

  private void reportMissing(ConfigurationKey key, ConfigurationKey companion) {
    values.problem(key.name(), "is missing, which goes with " + companion.name());
  }

  private OutgoingProxy.Credentials proxyCredentials() {
    String user = values.required(ZoomConfigKeys.PROXY_USER.name());
    // Basic authentication ends the user at the first colon (RFC 7617).
    if (user.contains(":")) {
      values.problem(
          ZoomConfigKeys.PROXY_USER.name(), "holds a colon, which no user of a proxy can");
    }
    return new OutgoingProxy.Credentials(user, values.secret(ZoomConfigKeys.PROXY_PASSWORD.name()));
  }

  private List<X509Certificate> authorities() {
    Secret password =
        values.isSet(ZoomConfigKeys.TRUST_STORE_PASSWORD.name())
            ? values.secret(ZoomConfigKeys.TRUST_STORE_PASSWORD.name())
            : null;
    Optional<String> file = values.findNonEmpty(ZoomConfigKeys.TRUST_STORE.name());
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      return Authorities.read(Path.of(file.get()), password);
    } catch (Authorities.NoAuthorities | InvalidPathException e) {
      values.reportOnce(
          ZoomConfigKeys.TRUST_STORE.name(),
          e instanceof Authorities.NoAuthorities none
              ? String.valueOf(none.getMessage())
              : "is no path");
      return List.of();
    }
  }
}
