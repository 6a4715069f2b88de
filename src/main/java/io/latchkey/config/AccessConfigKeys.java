package io.latchkey.config;

import static io.latchkey.config.ConfigurationKey.duration;
import static io.latchkey.config.ConfigurationKey.list;
import static io.latchkey.config.ConfigurationKey.number;
import static io.latchkey.config.ConfigurationKey.secret;
import static io.latchkey.config.ConfigurationKey.secrets;
import static io.latchkey.config.ConfigurationKey.text;
import static io.latchkey.config.ConfigurationKey.url;

import io.latchkey.caller.Caller;
import java.util.List;

/** The keys of pools, callers, operators, checks and the lock-out. */
final class AccessConfigKeys {

  // --- pools

  static final ConfigurationKey POOLS = list("latchkey.pools", "", "names of pools");
  static final ConfigurationKey POOL =
      list(
          "latchkey.pool.<name>",
          "",
          "accounts, `account/user`, or `account/grant:<reference>` for a General app, that the bots of this"
              + " pool are spread over");
  static final ConfigurationKey MEETING_FOR =
      duration(
          "latchkey.pools.meeting-for",
          "PT4H",
          "PT1M",
          "PT48H",
          "how long a user of a pool counts as being in a meeting");

  // --- callers

  static final ConfigurationKey CALLBACK_TOKEN =
      secrets(
          "latchkey.callback.token",
          "callback tokens of the caller `default`, at least 32 characters each; all are valid;"
              + " also `sha256:<hash>`, and `;expires=<instant>` at the end");
  static final ConfigurationKey CALLERS = list("latchkey.callers", "", "names of further callers");
  static final ConfigurationKey CALLER_TOKEN =
      secrets("latchkey.caller.<name>.token", "callback tokens of this caller");
  static final ConfigurationKey SIGNING_SECRET =
      secrets(
          "latchkey.caller.<name>.signing-secret",
          "secrets of its request signatures (`whsec_…`, or Base64); all are valid");
  static final ConfigurationKey PROOF =
      text(
          "latchkey.caller.<name>.proof",
          "",
          "what a request must carry: `token`, `signature`, `both` or `either`; without it `both` if"
              + " there is a signing secret, else `token`");
  static final ConfigurationKey SIGNATURE_TOLERANCE =
      duration(
          "latchkey.caller.<name>.signature-tolerance",
          "PT5M",
          "PT1S",
          "PT1H",
          "how far the time of a signature may be from ours");
  static final ConfigurationKey KINDS =
      list(
          "latchkey.caller.<name>.kinds",
          "*",
          "tokens that it may ask for: `zak`, `obf`, `join-token`; `access-token` is not part of `*`,"
              + " and must be named (`*,access-token`)");
  static final ConfigurationKey ALLOWED_ACCOUNTS =
      list("latchkey.caller.<name>.accounts", "*", "accounts and pools that it may name");
  static final ConfigurationKey ALLOWED_USERS =
      list(
          "latchkey.caller.<name>.users",
          "*",
          "users that it may name; `own` for the configured user, `grant:<reference>` for that of a"
              + " grant");
  static final ConfigurationKey SIGNED_URL_KEY =
      secrets(
          "latchkey.signed-url.key",
          "signs callback tokens for one bot each, consent links and the links to users' own pages;"
              + " Base64 of at least 24 bytes; the first signs, all are valid");

  // --- operators

  static final ConfigurationKey OPERATOR_TOKEN =
      secret("latchkey.operator.token", "opens `/ops`; at least 32 characters");
  static final ConfigurationKey METRICS_TOKEN =
      secret("latchkey.metrics.token", "opens only `/ops/metrics`; at least 32 characters");
  static final ConfigurationKey PUBLIC_URL =
      url(
          "latchkey.public-url",
          "",
          "what stands before `/zak` in the URL that platforms are given, for *Check now*");
  static final ConfigurationKey ACCESS_LOG =
      list(
          "latchkey.access-log",
          "",
          "access logs, files or directories, that *Check now* searches for callback tokens");
  static final ConfigurationKey OWN_URL =
      url(
          "latchkey.own-url",
          "",
          "where this instance listens on loopback: it calls itself there before it is ready; the"
              + " scripts of `server-config` set it");

  // --- lock-out

  static final ConfigurationKey LOCKOUT_AFTER =
      number(
          "latchkey.lockout.after",
          0,
          0,
          100,
          "number of wrong callback tokens that lock an address out; 0 for never");
  static final ConfigurationKey LOCKOUT_FOR =
      duration(
          "latchkey.lockout.for",
          "PT5M",
          "PT1S",
          "PT24H",
          "within how long they count, and for how long it is locked out");
  static final ConfigurationKey LOCKOUT_PROXIES =
      number(
          "latchkey.lockout.proxies",
          0,
          0,
          10,
          "number of reverse proxies that append to `X-Forwarded-For`; 0: the header is not"
              + " believed");

  static final List<ConfigurationKey> ALL =
      List.of(
          POOLS,
          POOL,
          MEETING_FOR,
          CALLBACK_TOKEN,
          CALLERS,
          CALLER_TOKEN,
          SIGNING_SECRET,
          PROOF,
          SIGNATURE_TOLERANCE,
          KINDS,
          ALLOWED_ACCOUNTS,
          ALLOWED_USERS,
          SIGNED_URL_KEY,
          OPERATOR_TOKEN,
          METRICS_TOKEN,
          PUBLIC_URL,
          ACCESS_LOG,
          OWN_URL,
          LOCKOUT_AFTER,
          LOCKOUT_FOR,
          LOCKOUT_PROXIES);

  private AccessConfigKeys() {}

  /** Returns the key of a caller's callback tokens; that of the caller {@code default} differs. */
  static String tokenKey(String caller) {
    return caller.equals(Caller.DEFAULT) ? CALLBACK_TOKEN.name() : CALLER_TOKEN.nameFor(caller);
  }
}
