package io.latchkey.config;

import static io.latchkey.config.ConfigurationKey.duration;
import static io.latchkey.config.ConfigurationKey.number;

import java.util.List;

/** The keys for how long tokens are used, and how long callers wait. */
final class TimeConfigKeys {

  static final ConfigurationKey RENEW_BEFORE =
      duration(
          "latchkey.access-token.renew-before",
          "PT10M",
          "PT0.01S",
          "PT1H",
          "how long before its expiry an access token is renewed in the background");
  static final ConfigurationKey UNUSABLE_BEFORE =
      duration(
          "latchkey.access-token.unusable-before",
          "PT3M",
          "PT0.01S",
          "PT1H",
          "how long before its expiry an access token is no longer used");
  static final ConfigurationKey ZAK_TTL =
      duration("latchkey.zak.ttl", "PT2H", "PT1S", "PT8760H", "life that a ZAK is asked for with");
  static final ConfigurationKey REUSE_FOR =
      duration(
          "latchkey.zak.reuse-for",
          "PT1M",
          "PT0S",
          "PT8760H",
          "how long one ZAK serves all who ask for this user; `PT0S` mints for every request");
  static final ConfigurationKey OUTAGE_REUSE_FOR =
      duration(
          "latchkey.zak.outage-reuse-for",
          "PT1H",
          "PT0S",
          "PT8760H",
          "how old a ZAK may be that is served while Zoom fails; `PT0S` serves none");
  static final ConfigurationKey MIN_REMAINING =
      duration(
          "latchkey.zak.min-remaining",
          "PT15M",
          "PT0S",
          "PT8760H",
          "life that a ZAK must have left when it is handed out");
  static final ConfigurationKey PATIENCE =
      duration(
          "latchkey.zak.patience",
          "PT1S",
          "PT0.01S",
          "PT1M",
          "how long a caller waits for Zoom while there is an older ZAK");
  static final ConfigurationKey MAX_USERS =
      number(
          "latchkey.zak.max-users",
          10_000,
          1,
          1_000_000,
          "number of users whose ZAKs are kept for each account");
  static final ConfigurationKey REQUEST_DEADLINE =
      duration("latchkey.request-deadline", "PT4S", "PT0.01S", "PT1M", "time for every answer");

  static final List<ConfigurationKey> ALL =
      List.of(
          RENEW_BEFORE,
          UNUSABLE_BEFORE,
          ZAK_TTL,
          REUSE_FOR,
          OUTAGE_REUSE_FOR,
          MIN_REMAINING,
          PATIENCE,
          MAX_USERS,
          REQUEST_DEADLINE);

  private TimeConfigKeys() {}
}
