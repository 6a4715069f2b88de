package io.latchkey.check;

import io.latchkey.account.Account;
import io.latchkey.grant.GrantCounts;
import io.latchkey.grant.UserCalls;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenFailure;
import io.latchkey.token.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Checks an account of a General app: the database, the app's credentials, and how the grants are.
 * It refreshes no grant, since each refresh uses a token up.
 *
 * <p>Thread-safe.
 *
 * @param databaseProblem what keeps the database from being used; empty if nothing does
 * @param counts how many grants there are
 * @param isGuarded whether Zoom refuses most grants of an account
 * @param canMakeLinks whether there is a key that signs consent links
 */
public record GeneralAppTrial(
    UserCalls zoom,
    Supplier<Optional<String>> databaseProblem,
    Supplier<GrantCounts> counts,
    Predicate<String> isGuarded,
    boolean canMakeLinks)
    implements AccountTrial {

  private static final String DATABASE = "Database";
  private static final String CREDENTIALS = "Credentials";
  private static final String GRANTS = "Grants";
  private static final String LINKS = "Consent links";

  @Override
  public List<Step> probe(Account account, Set<TokenKind> kinds, Consumer<AccessToken> given) {
    List<Step> steps = new ArrayList<>();
    steps.add(database());
    steps.add(credentials(account));
    steps.add(
        steps.get(0).hasFailed()
            ? Step.skipped(GRANTS, "the database cannot be used")
            : grants(account.name()));
    if (!canMakeLinks) {
      steps.add(
          Step.doubtful(
              LINKS,
              "cannot be made: latchkey.signed-url.key is missing",
              "Set latchkey.signed-url.key, which signs them; without it users cannot connect, and"
                  + " grants come by import alone."));
    }
    return steps;
  }

  private Step database() {
    return databaseProblem
        .get()
        .map(
            problem ->
                Step.failed(
                    DATABASE,
                    problem,
                    "Grants are served from memory, and none is refreshed. Look at the database, and"
                        + " at latchkey.database.*."))
        .orElseGet(() -> Step.passed(DATABASE, "it answers"));
  }

  private Step credentials(Account account) {
    Optional<TokenFailure> refusal = zoom.refusalOfClient(account);
    return refusal
        .map(
            failure ->
                failure
                    .remedy()
                    .map(remedy -> Step.failed(CREDENTIALS, remedy))
                    .orElseGet(
                        () -> Step.failed(CREDENTIALS, failure.diagnosis(), "The log says more.")))
        .orElseGet(() -> Step.passed(CREDENTIALS, "Zoom takes client id and client secret"));
  }

  private Step grants(String account) {
    String finding = counts.get().inWords(account);
    if (isGuarded.test(account)) {
      return Step.failed(
          GRANTS,
          finding + "; Zoom refuses most of them",
          "Was the client id changed, or the database restored from a backup? Is it an incident at"
              + " Zoom? No grant dies meanwhile.");
    }
    return counts.get().isWell(account)
        ? Step.passed(GRANTS, finding)
        : Step.doubtful(
            GRANTS,
            finding,
            "The list at /ops/grants says which. The users of dead grants must connect again.");
  }
}
