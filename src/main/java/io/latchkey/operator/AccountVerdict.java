package io.latchkey.operator;

import io.latchkey.account.Account;
import io.latchkey.observe.AccountProblem;
import io.latchkey.observe.AccountReport;
import io.latchkey.token.Freshness;
import io.latchkey.token.TokenFailure;
import java.util.Optional;

/**
 * How an account is, in words.
 *
 * @param words a sentence
 * @param next what to do; empty if nothing
 * @param details for who looks closer; empty if there are none
 */
record AccountVerdict(Level level, String words, Optional<String> next, Optional<String> details) {

  /** From what must be mended to what is well. */
  enum Level {
    FAILING("bad", "✗ Bots get no ZAK"),
    DEGRADED("warn", "! Bots get in, for now"),
    IDLE("idle", "○ Nothing asked yet"),
    READY("good", "✓ Ready");

    final String style;
    final String title;

    Level(String style, String title) {
      this.style = style;
      this.title = title;
    }
  }

  static AccountVerdict of(Account account, AccountReport report) {
    AccountVerdict ofToken =
        report.accessToken().map(trouble -> ofAccessToken(report, trouble)).orElse(null);
    AccountVerdict ofZaks =
        report.zaks().map(trouble -> ofZaks(account, report, trouble)).orElse(null);
    if (ofToken != null && ofToken.level == Level.FAILING && servesReserve(report)) {
      return reserve(report.accessToken().orElseThrow());
    }
    if (ofToken != null && (ofZaks == null || ofToken.level.compareTo(ofZaks.level) <= 0)) {
      return ofToken;
    }
    if (ofZaks != null) {
      return ofZaks;
    }
    return report.mintedAt().isPresent()
        ? new AccountVerdict(Level.READY, "Zoom gives ZAKs.", Optional.empty(), Optional.empty())
        : new AccountVerdict(
            Level.IDLE,
            "Nobody has asked for a ZAK since the start.",
            Optional.of("Check now shows whether one can be had."),
            Optional.empty());
  }

  /** A token that was in memory then may be gone: a caller that got none shows it. */
  private static boolean nothingAtHand(AccountReport report, AccountProblem trouble) {
    return trouble.atHand() == Freshness.EXPIRED
        || report.deniedAt().filter(at -> at.isAfter(trouble.last())).isPresent();
  }

  private static AccountVerdict ofAccessToken(AccountReport report, AccountProblem trouble) {
    return nothingAtHand(report, trouble)
        ? of(Level.FAILING, "%s, since %s.", trouble)
        : of(Level.DEGRADED, "%s, since %s; the access token at hand is still good.", trouble);
  }

  private static AccountVerdict ofZaks(
      Account account, AccountReport report, AccountProblem trouble) {
    boolean ofAnother = trouble.user().filter(user -> !user.equals(account.user())).isPresent();
    boolean definite = trouble.failure().isDefinite();
    if (!definite && servesReserve(report, trouble)) {
      return reserve(trouble);
    }
    if (!definite && !nothingAtHand(report, trouble)) {
      return of(Level.DEGRADED, "%s, since %s; the ZAK at hand is still good.", trouble);
    }
    return of(ofAnother ? Level.DEGRADED : Level.FAILING, "%s, since %s.", trouble);
  }

  private static AccountVerdict reserve(AccountProblem trouble) {
    String words =
        "Serving an older ZAK because %s, since %s."
            .formatted(inASentence(trouble.words()), Times.of(trouble.since()));
    return new AccountVerdict(Level.DEGRADED, words, next(trouble), details(trouble.failure()));
  }

  private static boolean servesReserve(AccountReport report) {
    return report.accessToken().filter(trouble -> servesReserve(report, trouble)).isPresent();
  }

  private static boolean servesReserve(AccountReport report, AccountProblem trouble) {
    return !trouble.failure().isDefinite()
        && report
            .reserveAt()
            .filter(at -> !at.isBefore(trouble.since()))
            .filter(at -> report.deniedAt().filter(denied -> !denied.isBefore(at)).isEmpty())
            .isPresent();
  }

  private static AccountVerdict of(Level level, String words, AccountProblem trouble) {
    return new AccountVerdict(
        level,
        words.formatted(trouble.words(), Times.of(trouble.since())),
        next(trouble),
        details(trouble.failure()));
  }

  private static Optional<String> next(AccountProblem trouble) {
    return Optional.of(
        trouble.failure().remedy().map(remedy -> remedy.next()).orElse("See the log."));
  }

  private static Optional<String> details(TokenFailure failure) {
    return Optional.of(failure.diagnosis());
  }

  /** Zoom keeps its capital. */
  private static String inASentence(String words) {
    return words.startsWith("Zoom")
        ? words
        : Character.toLowerCase(words.charAt(0)) + words.substring(1);
  }
}
