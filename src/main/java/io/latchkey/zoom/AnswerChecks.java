package io.latchkey.zoom;

import static java.util.stream.Collectors.joining;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.check.Step;
import io.latchkey.token.Remedy;
import io.latchkey.token.TokenKind;
import io.latchkey.token.ZakToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The steps of a check that read what Zoom's last answer says. For one thread. */
final class AnswerChecks {

  static final String CLAIMS = "What the ZAK says";

  private static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(60);
  private static final int MAX_SCOPES_SHOWN = 20;

  private final Account account;
  private final LastAnswer lastAnswer;
  private final InstantSource wallClock;

  AnswerChecks(Account account, LastAnswer lastAnswer, InstantSource wallClock) {
    this.account = account;
    this.lastAnswer = lastAnswer;
    this.wallClock = wallClock;
  }

  Step clock() {
    String name = "Clock";
    Optional<Duration> ahead = lastAnswer.clockAhead();
    if (ahead.isEmpty()) {
      return Step.skipped(name, "no answer of Zoom tells its time");
    }
    Duration skew = ahead.get().abs();
    String finding =
        "this machine's clock is %s s %s Zoom's"
            .formatted(skew.toSeconds(), ahead.get().isNegative() ? "behind" : "ahead of");
    return skew.compareTo(MAX_CLOCK_SKEW) <= 0
        ? Step.passed(name, finding)
        : Step.failed(
            name,
            finding,
            "Set it by NTP (`timedatectl set-ntp true`, or chrony). Signed requests are refused"
                + " beyond five minutes, and tokens look older or younger than they are.");
  }

  /** Checks the scopes of the access token, if the last answer is the one that gave it. */
  Step scopes(Set<TokenKind> kinds) {
    String name = "Scopes";
    Set<String> granted = Scopes.granted(lastAnswer.text("scope"));
    if (granted.isEmpty()) {
      return Step.skipped(name, "Zoom did not say which the app has");
    }
    boolean ofAppOwner = account.user().equals(UserId.ME);
    List<String> missing =
        kinds.stream()
            .sorted()
            .filter(
                kind ->
                    Scopes.sufficientFor(kind, ofAppOwner).stream().noneMatch(granted::contains))
            .map(Scopes::recommendedFor)
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      return Step.failed(name, Remedies.scope(String.join(", ", missing)));
    }
    String present =
        granted.stream()
            .filter(Scopes::concernsTokens)
            .limit(MAX_SCOPES_SHOWN)
            .collect(joining(", "));
    return Step.passed(name, "present: " + present);
  }

  /** Checks whether a ZAK belongs to the configured account, as far as the ZAK says. */
  Step claims(ZakToken zak) {
    Optional<Instant> expiry = ZakJwt.expiry(zak.value().reveal());
    if (expiry.isEmpty()) {
      return Step.skipped(CLAIMS, "it is no JWT that tells when it expires");
    }
    FlatJson claims = ZakJwt.claims(zak.value().reveal());
    Optional<String> accountId = claims.text("aid");
    boolean isOfAnother = accountId.filter(id -> !id.equals(account.accountId())).isPresent();
    String aid = isOfAnother ? "is another account's" : "is this account's";
    String finding =
        "good for %s min; uid %s, aid %s"
            .formatted(
                Duration.between(wallClock.instant(), expiry.get()).toMinutes(),
                claims.text("uid").isPresent() ? "is there" : "is missing",
                accountId.isPresent() ? aid : "is missing");
    return isOfAnother
        ? Step.doubtful(
            CLAIMS, finding, "See whether the app belongs to the account that it should.")
        : Step.passed(CLAIMS, finding);
  }

  Step quota() {
    String name = "Quota";
    Optional<Integer> left = lastAnswer.count("x-ratelimit-remaining");
    if (lastAnswer.isLimited() || left.filter(calls -> calls == 0).isPresent()) {
      return Step.failed(name, limitRemedy());
    }
    String limit = lastAnswer.count("x-ratelimit-limit").map(calls -> " of " + calls).orElse("");
    return left.map(calls -> Step.passed(name, "%s%s calls are left".formatted(calls, limit)))
        .orElseGet(() -> Step.skipped(name, "Zoom did not say what is left"));
  }

  Remedy limitRemedy() {
    return Remedies.limited(lastAnswer.isDailyLimit());
  }
}
