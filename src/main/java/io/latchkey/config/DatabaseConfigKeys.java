package io.latchkey.config;

import static io.latchkey.config.ConfigurationKey.duration;
import static io.latchkey.config.ConfigurationKey.flag;
import static io.latchkey.config.ConfigurationKey.number;
import static io.latchkey.config.ConfigurationKey.secret;
import static io.latchkey.config.ConfigurationKey.secrets;
import static io.latchkey.config.ConfigurationKey.text;
import static io.latchkey.config.ConfigurationKey.url;

import java.util.List;

/** The keys of the database that keeps grants. */
final class DatabaseConfigKeys {

  static final ConfigurationKey URL =
      text(
          "latchkey.database.url",
          "",
          "PostgreSQL: `jdbc:postgresql://host/database`; a General app needs this key, `jndi` or"
              + " `directory`");
  static final ConfigurationKey USER =
      text("latchkey.database.user", "", "user of that PostgreSQL");
  static final ConfigurationKey PASSWORD = secret("latchkey.database.password", "its password");
  static final ConfigurationKey JNDI =
      text(
          "latchkey.database.jndi",
          "",
          "JNDI name of a data source of the server, which leads to PostgreSQL");
  static final ConfigurationKey DIRECTORY =
      text(
          "latchkey.database.directory",
          "",
          "directory of the embedded database, for one instance; not below the directory for"
              + " temporary files");
  static final ConfigurationKey KEY =
      secrets(
          "latchkey.database.key",
          "encrypts the tokens: Base64 of 32 bytes (`openssl rand -base64 32`); the first encrypts,"
              + " all decrypt");
  static final ConfigurationKey POOL_SIZE =
      number("latchkey.database.pool-size", 8, 2, 100, "most connections of this instance");
  static final ConfigurationKey SPOOL =
      text(
          "latchkey.database.spool",
          "",
          "directory for tokens, encrypted, that the database could not take");
  static final ConfigurationKey AUDIT_FOR =
      duration(
          "latchkey.grants.audit-for",
          "P400D",
          "P1D",
          "P3650D",
          "how long it is kept what was done to a grant");
  static final ConfigurationKey KEEP_ALIVE =
      duration(
          "latchkey.grants.keep-alive",
          "P30D",
          "PT0S",
          "P365D",
          "refreshes a grant that nobody has used for so long; `PT0S` never");
  static final ConfigurationKey KEEP_EMAIL =
      flag(
          "latchkey.grants.keep-email",
          true,
          "whether the e-mail addresses of users who have consented are stored; with `false` callers"
              + " name them by references or Zoom ids");
  static final ConfigurationKey EVENTS_URL =
      url(
          "latchkey.grant-events.url",
          "",
          "https URL of your application that is told when a grant connects, is suspect, dies or"
              + " goes");
  static final ConfigurationKey EVENTS_SECRET =
      secrets(
          "latchkey.grant-events.signing-secret",
          "signs these events as Standard Webhooks: `whsec_` and Base64 of 24 bytes or more; each"
              + " signs");
  static final ConfigurationKey INSTANCE =
      text(
          "latchkey.instance",
          "",
          "name of this instance, which no other has; without it host name and start time");

  static final List<ConfigurationKey> ALL =
      List.of(
          URL,
          USER,
          PASSWORD,
          JNDI,
          DIRECTORY,
          KEY,
          POOL_SIZE,
          SPOOL,
          AUDIT_FOR,
          KEEP_ALIVE,
          KEEP_EMAIL,
          EVENTS_URL,
          EVENTS_SECRET,
          INSTANCE);

  private DatabaseConfigKeys() {}
}
