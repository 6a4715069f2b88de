package io.latchkey.operator;

import io.latchkey.account.Account;
import io.latchkey.observe.AccountProblem;
import io.latchkey.observe.AccountReport;
import io.latchkey.token.Freshness;
import org.jspecify.annotations.Nullable;

/**
 * What the status page says about an account.
 *
 * @param words a sentence
 * @param next what an operator should do; null if nothing
 * @param details the diagnosis of the last failure; null if nothing failed
 */
record AccountVerdict(Level level, String words, @Nullable String next, @Nullable String details) {

  /** The worst first: the page sorts accounts by it. */
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
    AccountProblem ofToken = report.accessToken();
    AccountProblem ofZaks = report.zaks();
    AccountVerdict tokenVerdict = ofToken == null ? null : ofAccessToken(report, ofToken);
    AccountVerdict zakVerdict = ofZaks == null ? null : ofZaks(account, report, ofZaks);
    if (ofToken != null && tokenVerdict != null) {
      if (tokenVerdict.level == Level.FAILING && servesReserve(report, ofToken)) {
        return reserve(ofToken);
      }
      if (zakVerdict == null || tokenVerdict.level.compareTo(zakVerdict.level) <= 0) {
        return tokenVerdict;
      }
    }
    return zakVerdict == null ? withoutProblem(report) : zakVerdict;
  }

  private static AccountVerdict withoutProblem(AccountReport report) {
    return report.mintedAt() != null
        ? new AccountVerdict(Level.READY, "Zoom gives ZAKs.", null, null)
        : new AccountVerdict(
            Level.IDLE,
            "Nobody has asked for a ZAK since the start.",
            "Check now shows whether one can be had.",
            null);
  }

  private static AccountVerdict ofAccessToken(AccountReport report, AccountProblem problem) {
    return nothingLeftToServe(report, problem)
        ? of(Level.FAILING, "%s, since %s.", problem)
        : of(Level.DEGRADED, "%s, since %s; the access token at hand is still good.", problem);
  }

  private static AccountVerdict ofZaks(
      Account account, AccountReport report, AccountProblem problem) {
    boolean definite = problem.failure().isDefinite();
    if (!definite && servesReserve(report, problem)) {
      return reserve(problem);
    }
    if (!definite && !nothingLeftToServe(report, problem)) {
      return of(Level.DEGRADED, "%s, since %s; the ZAK at hand is still good.", problem);
    }
    boolean ofAnotherUser = problem.user() != null && !problem.user().equals(account.user());
    return of(ofAnotherUser ? Level.DEGRADED : Level.FAILING, "%s, since %s.", problem);
  }

  private static boolean nothingLeftToServe(AccountReport report, AccountProblem problem) {
    // The token that was in memory at the failure may have expired since: a caller who got
    // nothing shows it.
    return problem.inMemory() == Freshness.EXPIRED
        || (report.deniedAt() != null && report.deniedAt().isAfter(problem.last()));
  }

  private static AccountVerdict reserve(AccountProblem problem) {
    String words =
        "Serving an older ZAK because %s, since %s."
            .formatted(inASentence(problem.words()), Times.absolute(problem.since()));
    return new AccountVerdict(Level.DEGRADED, words, next(problem), details(problem));
  }

  /** Returns whether callers get an older ZAK while this problem lasts. */
  private static boolean servesReserve(AccountReport report, AccountProblem problem) {
    if (problem.failure().isDefinite() || report.reserveAt() == null) {
      return false;
    }
    boolean deniedSince =
        report.deniedAt() != null && !report.deniedAt().isBefore(report.reserveAt());
    return !report.reserveAt().isBefore(problem.since()) && !deniedSince;
  }

  private static AccountVerdict of(Level level, String words, AccountProblem problem) {
    return new AccountVerdict(
        level,
        words.formatted(problem.words(), Times.absolute(problem.since())),
        next(problem),
        details(problem));
  }

  private static String next(AccountProblem problem) {
    return problem.failure().remedy().map(remedy -> remedy.next()).orElse("See the log.");
  }

  private static String details(AccountProblem problem) {
    return problem.failure().diagnosis();
  }

  private static String inASentence(String words) {
    // "Zoom" is a name and keeps its capital letter.
    return words.startsWith("Zoom")
        ? words
        : Character.toLowerCase(words.charAt(0)) + words.substring(1);
  }
}
