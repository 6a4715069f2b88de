package io.latchkey.config;

import io.latchkey.account.Account;
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
    List<String> further = values.list(ZoomKeys.ACCOUNTS.name());
    // The other two keys of an account say nothing here: the properties file of the WAR always sets
    // them.
    boolean isDefaultConfigured =
        Stream.of(ZoomKeys.ACCOUNT_ID, ZoomKeys.CLIENT_ID, ZoomKeys.CLIENT_SECRET)
            .anyMatch(key -> values.isSet(key.name()));
    if (isDefaultConfigured || further.isEmpty()) {
      accounts.add(account(Account.DEFAULT));
    }
    Set<String> names = new HashSet<>(Set.of(Account.DEFAULT));
    for (String name : further) {
      if (!name.matches(Account.NAME_PATTERN)) {
        values.problem(ZoomKeys.ACCOUNTS.name(), "has a name that is not " + Account.NAME_PATTERN);
      } else if (!names.add(name)) {
        values.problem(
            ZoomKeys.ACCOUNTS.name(), "names an account twice (default is the one without a name)");
      } else {
        accounts.add(account(name));
      }
    }
    return accounts;
  }

  private Account account(String name) {
    String accountId = values.required(ZoomKeys.ACCOUNT_ID.forAccount(name).name());
    String clientIdKey = ZoomKeys.CLIENT_ID.forAccount(name).name();
    String clientId = values.required(clientIdKey);
    // Basic authentication ends the client id at the first colon (RFC 7617).
    if (clientId.contains(":")) {
      values.problem(clientIdKey, "holds a colon, which no client id can");
    }
    Secret clientSecret = values.secret(ZoomKeys.CLIENT_SECRET.forAccount(name).name());
    String userKey = ZoomKeys.USER.forAccount(name).name();
    String user = values.optional(userKey, ZoomKeys.USER.defaultValue());
    if (UserId.parse(user).isEmpty()) {
      values.reportOnce(userKey, "must be a Zoom user id, an e-mail address, or me");
    }
    return new Account(
        name,
        accountId,
        clientId,
        clientSecret,
        UserId.parse(user).orElse(UserId.ME),
        values.integer(ZoomKeys.CALLS_PER_SECOND.forAccount(name)));
  }

  ZoomSettings zoom(ZoomNetwork network, Duration ttl, Duration minRemaining) {
    URI oauthUrl = values.url(ZoomKeys.OAUTH_URL.name());
    boolean apiUrlIsConfigured = values.isSet(ZoomKeys.API_URL.name());
    return new ZoomSettings(
        oauthUrl,
        apiUrlIsConfigured ? values.url(ZoomKeys.API_URL.name()) : apiOf(oauthUrl),
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
    Duration connect = values.duration(ZoomKeys.CONNECT_TIMEOUT);
    Duration attempt = values.duration(ZoomKeys.ATTEMPT_TIMEOUT);
    String connectKey = ZoomKeys.CONNECT_TIMEOUT.name();
    String attemptKey = ZoomKeys.ATTEMPT_TIMEOUT.name();
    if (values.hasNoProblem(connectKey, attemptKey) && connect.compareTo(attempt) > 0) {
      values.problem(
          connectKey, "(%s) must not exceed %s (%s)".formatted(connect, attemptKey, attempt));
    }
    return new ZoomNetwork(connect, attempt, proxy(), authorities());
  }

  private @Nullable OutgoingProxy proxy() {
    boolean hasUser = values.isSet(ZoomKeys.PROXY_USER.name());
    boolean hasPassword = values.isSet(ZoomKeys.PROXY_PASSWORD.name());
    if (hasUser != hasPassword) {
      values.problem(
          hasUser ? ZoomKeys.PROXY_PASSWORD.name() : ZoomKeys.PROXY_USER.name(),
          "is missing, which goes with "
              + (hasUser ? ZoomKeys.PROXY_USER.name() : ZoomKeys.PROXY_PASSWORD.name()));
    }
    if (!values.isSet(ZoomKeys.PROXY.name())) {
      if (hasUser) {
        values.problem(
            ZoomKeys.PROXY.name(), "is missing, which goes with " + ZoomKeys.PROXY_USER.name());
      }
      return null;
    }
    Matcher address = HOST_AND_PORT.matcher(values.required(ZoomKeys.PROXY.name()));
    if (!address.matches() || Integer.parseInt(address.group(2)) > 65_535) {
      values.reportOnce(ZoomKeys.PROXY.name(), "must be host:port, such as proxy.example.com:3128");
      return null;
    }
    return new OutgoingProxy(
        // The brackets around an IPv6 address belong to the URL syntax, not to the host.
        address.group(1).replaceAll("[\\[\\]]", ""),
        Integer.parseInt(address.group(2)),
        hasUser && hasPassword ? proxyCredentials() : null);
  }

  private OutgoingProxy.Credentials proxyCredentials() {
    String user = values.required(ZoomKeys.PROXY_USER.name());
    // Basic authentication ends the user at the first colon (RFC 7617).
    if (user.contains(":")) {
      values.problem(ZoomKeys.PROXY_USER.name(), "holds a colon, which no user of a proxy can");
    }
    return new OutgoingProxy.Credentials(user, values.secret(ZoomKeys.PROXY_PASSWORD.name()));
  }

  private List<X509Certificate> authorities() {
    Secret password =
        values.isSet(ZoomKeys.TRUST_STORE_PASSWORD.name())
            ? values.secret(ZoomKeys.TRUST_STORE_PASSWORD.name())
            : null;
    Optional<String> file = values.findNonEmpty(ZoomKeys.TRUST_STORE.name());
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      return Authorities.read(Path.of(file.get()), password);
    } catch (Authorities.NoAuthorities | InvalidPathException e) {
      values.reportOnce(
          ZoomKeys.TRUST_STORE.name(),
          e instanceof Authorities.NoAuthorities none
              ? String.valueOf(none.getMessage())
              : "is no path");
      return List.of();
    }
  }
}
