package io.latchkey.config;

import io.latchkey.account.UserId;
import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Caller.Rule;
import io.latchkey.caller.Callers;
import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.Rights;
import io.latchkey.caller.SignedTokens;
import io.latchkey.caller.SigningSecret;
import io.latchkey.secret.Secret;
import io.latchkey.secret.SecretHash;
import io.latchkey.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Reads who may call, what each proves itself by, and what it may ask for. */
final class CallersReader {

  private static final String DEFAULT_TOKEN = "latchkey.callback.token";
  private static final String NAMES = "latchkey.callers";
  private static final String SIGNED_URL_KEY = "latchkey.signed-url.key";
  private static final String OPERATOR_TOKEN = "latchkey.operator.token";
  private static final String METRICS_TOKEN = "latchkey.metrics.token";
  private static final String NAME = "[a-z][a-z0-9]*";
  private static final String HASHED = "sha256:";
  private static final String EXPIRES = ";expires=";
  private static final int SHORTEST_TOKEN = 32;
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** What opens more if it is not there must not be empty by mistake. */
  private static final List<String> NARROWING =
      List.of("signing-secret", "proof", "kinds", "accounts", "users");

  private final Values values;

  /** Accounts and pools. */
  private final Set<String> accounts;

  CallersReader(Values values, Set<String> accounts) {
    this.values = values;
    this.accounts = accounts;
  }

  Callers callers() {
    List<SigningSecret> keys = signingSecrets(SIGNED_URL_KEY);
    SignedTokens signedTokens = new SignedTokens(keys);
    List<String> names = values.list(NAMES);
    List<Caller> callers = new ArrayList<>();
    if (names.isEmpty() || !values.list(DEFAULT_TOKEN).isEmpty()) {
      callers.add(caller(Caller.DEFAULT, DEFAULT_TOKEN, signedTokens));
    }
    Set<String> known = new HashSet<>(Set.of(Caller.DEFAULT));
    for (String name : names) {
      if (!name.matches(NAME)) {
        values.problem(NAMES, "has a name that is not " + NAME);
      } else if (!known.add(name)) {
        values.problem(NAMES, "names a caller twice (default is that of " + DEFAULT_TOKEN + ")");
      } else {
        callers.add(caller(name, prefix(name) + "token", signedTokens));
      }
    }
    refuseSharedProofs(callers);
    refuseSharedKeys(callers, keys);
    refuseUnknownKeys();
    return new Callers(callers, signedTokens);
  }

  /**
   * The operators'.
   *
   * @param callers of whom none may be one
   */
  OperatorTokens operatorTokens(Callers callers) {
    Optional<Secret> operator = operatorToken(OPERATOR_TOKEN, callers);
    Optional<Secret> metrics = operatorToken(METRICS_TOKEN, callers);
    if (operator.isPresent() && operator.equals(metrics)) {
      values.problem(METRICS_TOKEN, "is the operator token too");
    }
    return new OperatorTokens(operator, metrics);
  }

  private Optional<Secret> operatorToken(String key, Callers callers) {
    if (values.list(key).isEmpty()) {
      return Optional.empty();
    }
    Secret token = values.secret(key);
    if (token.reveal().length() < SHORTEST_TOKEN) {
      values.problem(key, "is shorter than " + SHORTEST_TOKEN + " characters");
    }
    if (callers.all().stream().anyMatch(caller -> caller.presents(token))) {
      values.problem(key, "is a callback token too");
    }
    return Optional.of(token);
  }

  private static String prefix(String name) {
    return "latchkey.caller." + name + ".";
  }

  private Caller caller(String name, String tokenKey, SignedTokens signedTokens) {
    String prefix = prefix(name);
    NARROWING.forEach(key -> values.refuseEmpty(prefix + key));
    List<CallbackToken> tokens = tokens(tokenKey);
    List<SigningSecret> secrets = signingSecrets(prefix + "signing-secret");
    Rule rule = rule(prefix + "proof", secrets.isEmpty() ? Rule.TOKEN : Rule.BOTH);
    if (rule != Rule.SIGNATURE
        && tokens.isEmpty()
        && !signedTokens.on()
        && values.sound(tokenKey)) {
      values.problem(tokenKey, "is missing: make one with `openssl rand -hex 32`");
    }
    if (rule != Rule.TOKEN && secrets.isEmpty() && values.sound(prefix + "signing-secret")) {
      values.problem(prefix + "signing-secret", "is missing, which " + prefix + "proof asks for");
    }
    String toleranceKey = prefix + "signature-tolerance";
    return new Caller(
        name,
        rule,
        tokens,
        secrets,
        values.duration(toleranceKey, TOLERANCE, Duration.ofSeconds(1), Duration.ofHours(1)),
        new Rights(
            names(
                prefix + "kinds",
                kind -> TokenKind.parse(kind).isPresent(),
                "zak, obf, join-token"),
            names(
                prefix + "accounts",
                accounts::contains,
                "the configured accounts and pools: " + Values.listed(accounts)),
            names(
                prefix + "users",
                user -> user.equals(Rights.OWN) || UserId.parse(user).isPresent(),
                "users of Zoom, or own for the account's own"),
            Set.of(Rights.ALL)));
  }

  private List<CallbackToken> tokens(String key) {
    return values.list(key).stream().map(item -> token(key, item)).toList();
  }

  /** A token or its hash, perhaps with the instant when it ends. */
  private CallbackToken token(String key, String item) {
    int at = item.indexOf(EXPIRES);
    String text = at < 0 ? item : item.substring(0, at);
    Instant expiresAt = at < 0 ? Instant.MAX : instant(key, item.substring(at + EXPIRES.length()));
    if (text.startsWith(HASHED)) {
      Optional<SecretHash> hash = SecretHash.parse(text.substring(HASHED.length()));
      if (hash.isEmpty()) {
        values.problem(key, "has a sha256: without the 64 hexadecimal digits of a SHA-256");
      }
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

  private List<SigningSecret> signingSecrets(String key) {
    List<SigningSecret> secrets = new ArrayList<>();
    for (String text : values.list(key)) {
      Optional<SigningSecret> secret = SigningSecret.parse(Secret.of(text));
      if (secret.isEmpty()) {
        values.problem(key, "must be Base64 of at least 24 bytes, with whsec_ in front or without");
      }
      secret.ifPresent(secrets::add);
    }
    return secrets;
  }

  private Rule rule(String key, Rule otherwise) {
    String text = values.optional(key, name(otherwise));
    Optional<Rule> rule =
        Arrays.stream(Rule.values()).filter(r -> name(r).equals(text)).findFirst();
    if (rule.isEmpty()) {
      values.problem(key, "must be token, signature, both or either");
    }
    return rule.orElse(otherwise);
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

  /** Whose proof it is decides what may be asked for. */
  private void refuseSharedProofs(List<Caller> callers) {
    for (Caller caller : callers) {
      for (Caller other : callers) {
        if (!caller.name().equals(other.name())) {
          refuseSharedProofs(caller, other);
        }
      }
    }
  }

  private void refuseSharedProofs(Caller caller, Caller other) {
    if (shared(caller.tokens(), other.tokens(), CallbackToken::sameAs)) {
      values.problem(prefix(caller.name()) + "token", "has a token of another caller too");
    }
    if (caller.rule().signatureIsEnough()
        && shared(caller.secrets(), other.secrets(), SigningSecret::sameAs)) {
      values.problem(
          prefix(caller.name()) + "signing-secret",
          "has a secret of another caller too, which only a proof of both can tell apart");
    }
  }

  /** Who knows a key of signed callback tokens can make any. */
  private void refuseSharedKeys(List<Caller> callers, List<SigningSecret> keys) {
    for (Caller caller : callers) {
      if (shared(keys, caller.secrets(), SigningSecret::sameAs)) {
        values.problem(SIGNED_URL_KEY, "has a signing secret of caller " + caller.name());
      }
    }
  }

  /** A right that is misspelt, or whose caller is, would leave a caller everything. */
  private void refuseUnknownKeys() {
    values
        .unknown("latchkey.caller.")
        .forEach(key -> values.problem(key, "is no key of a caller that " + NAMES + " names"));
  }

  private static <T> boolean shared(List<T> ones, List<T> others, BiPredicate<T, T> same) {
    return ones.stream().anyMatch(one -> others.stream().anyMatch(other -> same.test(one, other)));
  }
}
