package io.latchkey.config;

import static io.latchkey.config.ConfigurationKey.duration;
import static io.latchkey.config.ConfigurationKey.list;
import static io.latchkey.config.ConfigurationKey.number;
import static io.latchkey.config.ConfigurationKey.secret;
import static io.latchkey.config.ConfigurationKey.secrets;
import static io.latchkey.config.ConfigurationKey.text;
import static io.latchkey.config.ConfigurationKey.url;

import java.util.List;
import java.util.stream.Stream;

/** The keys of the Zoom accounts, and of the connection to Zoom. */
final class ZoomConfigKeys {

  // --- accounts: as they are for "default", as latchkey.zoom.account.<name>.… for the others

  static final ConfigurationKey ACCOUNT_ID =
      text("latchkey.zoom.account-id", "", "account id of the Zoom app");
  static final ConfigurationKey CLIENT_ID =
      text("latchkey.zoom.client-id", "", "client id of the Zoom app");
  static final ConfigurationKey CLIENT_SECRET =
      secret("latchkey.zoom.client-secret", "client secret of the Zoom app");
  static final ConfigurationKey USER =
      text(
          "latchkey.zoom.user",
          "me",
          "user whose ZAK is served if the URL names none: `me` (the app's owner), a user id or an"
              + " e-mail address");
  static final ConfigurationKey CALLS_PER_SECOND =
      number(
          "latchkey.zoom.calls-per-second",
          30,
          1,
          1000,
          "calls to Zoom's API a second: at most what the plan allows to all apps of the account"
              + " (Free 4, Pro 30, Business 80)");
  static final ConfigurationKey APP =
      text(
          "latchkey.zoom.app",
          "server-to-server",
          "kind of the Zoom app: `server-to-server`, or `general` for tokens of users who consent;"
              + " a General app has neither `account-id` nor `user`");
  static final ConfigurationKey SCOPES =
      list(
          "latchkey.zoom.scopes",
          "user:read:token",
          "of a General app: the scopes that it asks users for, so that our page can say what they"
              + " mean");
  static final ConfigurationKey ALLOWED_ACCOUNTS =
      list(
          "latchkey.zoom.allowed-accounts",
          "",
          "of a General app: ids of the Zoom accounts whose users may connect; without it all may");
  static final ConfigurationKey WEBHOOK_SECRET =
      secrets(
          "latchkey.zoom.webhook-secret",
          "of a General app: secret tokens of its webhook, which tells that a user has removed it;"
              + " all are valid");
  static final List<ConfigurationKey> OF_ACCOUNTS =
      List.of(
          ACCOUNT_ID,
          CLIENT_ID,
          CLIENT_SECRET,
          USER,
          CALLS_PER_SECOND,
          APP,
          SCOPES,
          ALLOWED_ACCOUNTS,
          WEBHOOK_SECRET);

  static final ConfigurationKey ACCOUNTS =
      list(
          "latchkey.zoom.accounts",
          "",
          "names of further accounts; each has the nine keys above as"
              + " `latchkey.zoom.account.<name>.…`");

  // --- the connection to Zoom

  static final ConfigurationKey OAUTH_URL =
      url("latchkey.zoom.oauth-url", "https://zoom.us", "where access tokens are fetched");
  static final ConfigurationKey API_URL =
      url(
          "latchkey.zoom.api-url",
          "",
          "host of Zoom's API; without it the one that Zoom names, else `https://api.zoom.us`");
  static final ConfigurationKey CONNECT_TIMEOUT =
      duration(
          "latchkey.zoom.connect-timeout", "PT1S", "PT0.01S", "PT1M", "time to connect to Zoom");
  static final ConfigurationKey ATTEMPT_TIMEOUT =
      duration(
          "latchkey.zoom.attempt-timeout",
          "PT2S",
          "PT0.01S",
          "PT2.5S",
          "time for one whole exchange with Zoom");
  static final ConfigurationKey PROXY =
      text("latchkey.zoom.proxy", "", "outgoing proxy as `host:port`; without it the JVM's");
  static final ConfigurationKey PROXY_USER =
      text("latchkey.zoom.proxy-user", "", "user of the outgoing proxy");
  static final ConfigurationKey PROXY_PASSWORD =
      secret("latchkey.zoom.proxy-password", "its password");
  static final ConfigurationKey TRUST_STORE =
      text(
          "latchkey.zoom.trust-store",
          "",
          "file (PEM or PKCS12) with authorities that are trusted beside the server's, only for"
              + " calls to Zoom");
  static final ConfigurationKey TRUST_STORE_PASSWORD =
      secret("latchkey.zoom.trust-store-password", "its password");

  static final List<ConfigurationKey> ALL =
      Stream.concat(
              OF_ACCOUNTS.stream(),
              Stream.of(
                  ACCOUNTS,
                  OAUTH_URL,
                  API_URL,
                  CONNECT_TIMEOUT,
                  ATTEMPT_TIMEOUT,
                  PROXY,
                  PROXY_USER,
                  PROXY_PASSWORD,
                  TRUST_STORE,
                  TRUST_STORE_PASSWORD))
          .toList();

  private ZoomConfigKeys() {}
}
