package io.latchkey.consent;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.account.Account;
import io.latchkey.consent.ConsentFlow.Finished;
import io.latchkey.consent.ConsentStore.Consent;
import io.latchkey.grant.ConnectedUser;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantDirectory.NewGrant;
import io.latchkey.grant.GrantDirectory.ReferenceTaken;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.NewTokens;
import io.latchkey.grant.Reference;
import io.latchkey.grant.RefreshAnswer;
import io.latchkey.grant.UserCalls;
import io.latchkey.secret.Secret;
import io.latchkey.token.AccessToken;
import io.latchkey.token.TokenFailure;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges the code of a consent for tokens, finds out whose they are, and stores them where they
 * belong.
 *
 * <p>Thread-safe. Every method blocks.
 */
public final class ConsentEnding {

  private static final System.Logger LOG = System.getLogger(ConsentEnding.class.getName());

  private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(1);

  /** Only this process has the tokens, and an older pair of the user is ended at Zoom. */
  private static final int MOST_TRIALS = 600;

  private static final int MOST_QUESTIONS = 3;

  private final ConsentStore store;
  private final CodeExchange zoom;
  private final UserCalls users;
  private final ConsentChecks checks;
  private final URI redirectUri;
  private final ConsentLimits limits;
  private final Consumer<Duration> pause;

  /**
   * @param pause waits for a while
   */
  public ConsentEnding(
      ConsentStore store,
      CodeExchange zoom,
      UserCalls users,
      ConsentChecks checks,
      URI redirectUri,
      ConsentLimits limits,
      Consumer<Duration> pause) {
    this.store = store;
    this.zoom = zoom;
    this.users = users;
    this.checks = checks;
    this.redirectUri = redirectUri;
    this.limits = limits;
    this.pause = pause;
  }

  /** Tokens that Zoom has just given, and whose they are. */
  private record Given(
      ConsentApp app, Consent consent, NewTokens tokens, Secret refreshToken, ConnectedUser user) {

    Account account() {
      return app.account();
    }

    NewGrant grant() {
      return new NewGrant(
          new Grant.Owner(
              account().name(),
              user.zoomUserId(),
              user.zoomAccountId(),
              user.email(),
              account().clientId(),
              scopes()),
          refreshToken,
          tokens.accessToken(),
          tokens.life());
    }

    String scopes() {
      return tokens.scopes() == null ? "" : tokens.scopes();
    }
  }

  /** Exchanges the code of a consent that is marked as used. */
  Finished exchange(ConsentApp app, Consent consent, Secret code) {
    RefreshAnswer answer = zoom.exchange(app.account(), code, consent.verifier(), redirectUri);
    if (answer instanceof RefreshAnswer.Lost) {
      // If Zoom got the first request, it refuses the code now, and the user starts again.
      answer = zoom.exchange(app.account(), code, consent.verifier(), redirectUri);
    }
    if (answer instanceof RefreshAnswer.Rotated rotated) {
      Secret refreshToken = rotated.tokens().refreshToken();
      if (refreshToken != null) {
        return identified(app, consent, rotated.tokens(), refreshToken);
      }
      revoke(app.account(), rotated.tokens().accessToken());
    }
    ConsentOutcome outcome = failure(answer);
    LOG.log(
        WARNING,
        () ->
            "a user could not connect to account %s: %s".formatted(app.account().name(), outcome));
    return recorded(consent, outcome, null);
  }

  private static ConsentOutcome failure(RefreshAnswer answer) {
    if (answer instanceof RefreshAnswer.Refused) {
      return ConsentOutcome.CODE_REFUSED;
    }
    return answer instanceof RefreshAnswer.AppRefused
        ? ConsentOutcome.APP_REFUSED
        : ConsentOutcome.NO_ANSWER;
  }

  private Finished identified(
      ConsentApp app, Consent consent, NewTokens tokens, Secret refreshToken) {
    Optional<ConnectedUser> user = userOf(app.account(), accessToken(tokens));
    if (user.isEmpty()) {
      revoke(app.account(), tokens.accessToken());
      return recorded(consent, ConsentOutcome.UNIDENTIFIED, null);
    }
    Given given = new Given(app, consent, tokens, refreshToken, user.get());
    try {
      return stored(given);
    } catch (DatabaseUnavailable away) {
      LOG.log(
          WARNING,
          () ->
              "a user has connected to account %s, and the database could not take it: %s"
                  .formatted(app.account().name(), away.diagnosis()));
      // Nothing is revoked: a commit may have succeeded without our knowing.
      return new Finished(ConsentOutcome.NOT_STORED, consent.link(), null, null);
    }
  }

  /** A failure of Zoom must not cost the user a consent, so the token itself is read in the end. */
  private Optional<ConnectedUser> userOf(Account account, AccessToken token) {
    Optional<ConnectedUser> user = users.userOf(account, token);
    for (int asked = 1; user.isEmpty() && asked < MOST_QUESTIONS; asked++) {
      pause.accept(BETWEEN_TRIALS);
      user = users.userOf(account, token);
    }
    return user.or(() -> users.userNamedBy(token));
  }

  private Finished stored(Given given) {
    UserLink link = given.consent().link();
    Optional<ConsentOutcome> objection =
        patiently(() -> checks.objection(given.app(), link, given.user(), given.scopes()));
    if (objection.isPresent()) {
      return toItsOwner(given, objection.get());
    }
    try {
      GrantId id =
          patiently(
              () -> store.connect(given.consent().stateHash(), given.grant(), reference(link)));
      LOG.log(
          INFO,
          () -> "a user has connected to account %s: %s".formatted(given.account().name(), id));
      return new Finished(ConsentOutcome.CONNECTED, link, id, PersonalData.masked(given.user()));
    } catch (ReferenceTaken taken) {
      return toItsOwner(given, ConsentOutcome.REFERENCE_TAKEN);
    }
  }

  private static AccessToken accessToken(NewTokens tokens) {
    return new AccessToken(
        tokens.accessToken(),
        tokens.requestedAt(),
        tokens.requestedAt().plus(tokens.life()),
        tokens.apiUrl());
  }

  private static @Nullable Reference reference(UserLink link) {
    return link instanceof ConsentLink consent ? consent.reference() : null;
  }

  /**
   * Keeps tokens that are not the expected ones, if their user has a grant that works: Zoom has
   * ended the tokens that it had. Otherwise nobody has asked for them, so they are given back.
   */
  private Finished toItsOwner(Given given, ConsentOutcome outcome) {
    Consent consent = given.consent();
    String seen = PersonalData.masked(given.user());
    if (patiently(() -> store.renew(consent.stateHash(), given.grant(), outcome))) {
      return new Finished(outcome, consent.link(), null, seen);
    }
    revoke(given.account(), given.tokens().accessToken());
    return recorded(consent, outcome, seen);
  }

  /** Does something with tokens that only we have. Tries again while the database is away. */
  private <T> T patiently(Supplier<T> action) {
    for (int trial = 1; ; trial++) {
      try {
        return limits.withConnectionInTheEnd(action);
      } catch (DatabaseUnavailable away) {
        if (trial == MOST_TRIALS) {
          throw away;
        }
        pause.accept(BETWEEN_TRIALS);
      }
    }
  }

  private void revoke(Account account, Secret accessToken) {
    try {
      users.revoke(account, accessToken);
    } catch (TokenFailure refused) {
      LOG.log(
          WARNING,
          () ->
              "account %s: a consent that was not kept could not be ended at Zoom: %s"
                  .formatted(account.name(), refused.diagnosis()));
    }
  }

  /** Does the same as {@link #ended}, on a thread that serves no request. */
  private Finished recorded(Consent consent, ConsentOutcome outcome, @Nullable String seen) {
    return limits.withConnectionInTheEnd(() -> ended(consent, outcome, seen));
  }

  /** Records how a consent ended without a grant. */
  Finished ended(Consent consent, ConsentOutcome outcome, @Nullable String seen) {
    try {
      store.end(consent.stateHash(), outcome);
    } catch (DatabaseUnavailable away) {
      // The state is marked as used, which is enough.
      LOG.log(INFO, () -> "the end of a consent is not recorded: " + away.diagnosis());
    }
    return new Finished(outcome, consent.link(), null, seen);
  }
}
