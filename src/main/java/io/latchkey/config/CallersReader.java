package io.latchkey.config;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Caller.Rule;
import io.latchkey.caller.Callers;
import io.latchkey.caller.HmacKey;
import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.Rights;
import io.latchkey.caller.SignedTokens;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import io.latchkey.secret.SecretHash;
import io.latchkey.token.TokenKind;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the callers: how each must prove itself, and what it may ask for. */
final class CallersReader {

  private static final String HASH_PREFIX = "sha256:";
  private static final String EXPIRES = ";expires=";
  private static final int SHORTEST_TOKEN = 32;

  /**
   * Keys that limit what a caller may do. One that is left empty by mistake must not count as
   * missing: that would allow more.
   */
  private static final List<ConfigurationKey> LIMITING_KEYS =
      List.of(
          AccessConfigKeys.SIGNING_SECRET,
          AccessConfigKeys.PROOF,
          AccessConfigKeys.KINDS,
          AccessConfigKeys.ALLOWED_ACCOUNTS,
          AccessConfigKeys.ALLOWED_USERS);

  private final ValueReader values;

  /** Names of accounts and pools. */
  private final Set<String> accounts;

  CallersReader(ValueReader values, Set<String> accounts) {
    this.values = values;
    this.accounts = accounts;
  }

  Callers callers() {
    List<HmacKey> keys = signingSecrets(AccessConfigKeys.SIGNED_URL_KEY.name());
    SignedTokens signedTokens = new SignedTokens(keys);
    List<String> names = values.list(AccessConfigKeys.CALLERS.name());
    List<Caller> callers = new ArrayList<>();
    if (names.isEmpty() || !values.list(AccessConfigKeys.CALLBACK_TOKEN.name()).isEmpty()) {
      callers.add(caller(Caller.DEFAULT, signedTokens));
    }
    // The name "default" belongs to the caller above, even if that one is not configured.
    Set<String> known = new HashSet<>(Set.of(Caller.DEFAULT));
    for (String name : names) {
      if (!name.matches(Account.NAME_PATTERN)) {
        values.problem(
            AccessConfigKeys.CALLERS.name(), "has a name that is not " + Account.NAME_PATTERN);
      } else if (!known.add(name)) {
        values.problem(
            AccessConfigKeys.CALLERS.name(),
            "names a caller twice (default is that of "
                + AccessConfigKeys.CALLBACK_TOKEN.name()
                + ")");
      } else {
        callers.add(caller(name, signedTokens));
      }
    }
    new SharedProofs(values).refuse(callers, keys);
    // After all keys of callers were read: a key that is still unread is unknown.
    refuseUnknownKeys();
    return new Callers(callers, signedTokens);
  }

  /**
   * Reads the tokens of operators.
   *
   * @param callers the callers; their callback tokens must not open the pages of operators
   */
  OperatorTokens operatorTokens(Callers callers) {
    Secret operator = operatorToken(AccessConfigKeys.OPERATOR_TOKEN.name(), callers);
    Secret metrics = operatorToken(AccessConfigKeys.METRICS_TOKEN.name(), callers);
    if (operator != null && operator.equals(metrics)) {
      values.problem(AccessConfigKeys.METRICS_TOKEN.name(), "is the operator token too");
    }
    return new OperatorTokens(operator, metrics);
  }

  private @Nullable Secret operatorToken(String key, Callers callers) {
    if (values.list(key).isEmpty()) {
      return null;
    }
    Secret token = values.secret(key);
    if (token.reveal().length() < SHORTEST_TOKEN) {
      values.problem(key, "is shorter than " + SHORTEST_TOKEN + " characters");
    }
    if (callers.all().stream().anyMatch(caller -> caller.hasToken(token))) {
      values.problem(key, "is a callback token too");
    }
    return token;
  }

  private Caller caller(String name, SignedTokens signedTokens) {
    String tokenKey = AccessConfigKeys.tokenKey(name);
    LIMITING_KEYS.forEach(key -> values.reportIfEmpty(key.nameFor(name)));
    List<CallbackToken> tokens = tokens(tokenKey);
    String secretKey = AccessConfigKeys.SIGNING_SECRET.nameFor(name);
    List<HmacKey> secrets = signingSecrets(secretKey);
    String proofKey = AccessConfigKeys.PROOF.nameFor(name);
    Rule rule = rule(proofKey, secrets.isEmpty() ? Rule.TOKEN : Rule.BOTH);
    // A signed callback token is also a token, so a caller may need no other.
    if (rule != Rule.SIGNATURE
        && tokens.isEmpty()
        && !signedTokens.isEnabled()
        && values.hasNoProblem(tokenKey)) {
      values.problem(tokenKey, "is missing: make one with `openssl rand -hex 32`");
    }
    if (rule != Rule.TOKEN && secrets.isEmpty() && values.hasNoProblem(secretKey)) {
      values.problem(secretKey, "is missing, which " + proofKey + " asks for");
    }
    return new Caller(
        name,
        rule,
        tokens,
        secrets,
        values.duration(AccessConfigKeys.SIGNATURE_TOLERANCE.forOwner(name)),
        rights(name));
  }

  private Rights rights(String caller) {
    return new Rights(
        names(
            AccessConfigKeys.KINDS.nameFor(caller),
            kind -> kind.equals(Rights.ALL) || TokenKind.parse(kind).isPresent(),
            TokenKind.list()),
        names(
            AccessConfigKeys.ALLOWED_ACCOUNTS.nameFor(caller),
            accounts::contains,
            "the configured accounts and pools: " + ValueReader.listed(accounts)),
        names(
            AccessConfigKeys.ALLOWED_USERS.nameFor(caller),
            CallersReader::isUser,
            "users of Zoom, grant:<reference>, or own for the account's own"),
        // Only a signed callback token can limit the meetings.
        Set.of(Rights.ALL));
  }

  private static boolean isUser(String text) {
    return text.equals(Rights.OWN)
        || UserId.parse(text).isPresent()
        || (text.startsWith(Rights.GRANT)
            && Reference.parse(text.substring(Rights.GRANT.length())).isPresent());
  }

  private List<CallbackToken> tokens(String key) {
    return values.list(key).stream().map(item -> token(key, item)).toList();
  }

  /** Reads a token or its hash, with its expiry if there is one. */
  private CallbackToken token(String key, String item) {
    int at = item.indexOf(EXPIRES);
    String text = at < 0 ? item : item.substring(0, at);
    Instant expiresAt = at < 0 ? Instant.MAX : instant(key, item.substring(at + EXPIRES.length()));
    if (text.startsWith(HASH_PREFIX)) {
      Optional<SecretHash> hash = SecretHash.parse(text.substring(HASH_PREFIX.length()));
      if (hash.isEmpty()) {
        values.problem(key, "has a sha256: without the 64 hexadecimal digits of a SHA-256");
      }
      // The hash of an unreadable item is never used: its problem prevents the deployment.
      return new CallbackToken(hash.orElseGet(() -> Secret.of(text).hash()), expiresAt);
    }
    if (text.length() < SHORTEST_TOKEN) {
      values.problem(key, "has a token shorter than " + SHORTEST_TOKEN + " characters");
    }
    return new CallbackToken(Secret.of(text).hash(), expiresAt);
  }

  private Instant instant(String key, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      values.problem(key, "has an expires= that is no instant such as 2027-01-31T00:00:00Z");
      return Instant.MAX;
    }
  }

  private List<HmacKey> signingSecrets(String key) {
    List<HmacKey> secrets = new ArrayList<>();
    for (String text : values.list(key)) {
      Optional<HmacKey> secret = HmacKey.parse(Secret.of(text));
      if (secret.isEmpty()) {
        values.problem(key, "must be Base64 of at least 24 bytes, with whsec_ in front or without");
      }
      secret.ifPresent(secrets::add);
    }
    return secrets;
  }

  private Rule rule(String key, Rule defaultValue) {
    String text = values.optional(key, name(defaultValue));
    Optional<Rule> rule =
        Arrays.stream(Rule.values()).filter(r -> name(r).equals(text)).findFirst();
    if (rule.isEmpty()) {
      values.problem(key, "must be token, signature, both or either");
    }
    return rule.orElse(defaultValue);
  }

  private static String name(Rule rule) {
    return rule.name().toLowerCase(Locale.ROOT);
  }

  private Set<String> names(String key, Predicate<String> known, String what) {
    Set<String> names = values.names(key);
    if (!names.equals(Set.of(Rights.ALL)) && !names.stream().allMatch(known)) {
      values.problem(key, "must be * or of " + what);
    }
    return names;
  }

  /**
   * Refuses unknown keys of callers. If a key or the name of its caller is misspelt, the limit
   * would not apply, and the caller could ask for everything.
   */
  private void refuseUnknownKeys() {
    values
        .unknownKeys()
        .beginningWith("latchkey.caller.")
        .forEach(
            key ->
                values.problem(
                    key,
                    "is no key of a caller that " + AccessConfigKeys.CALLERS.name() + " names"));
  }
}
