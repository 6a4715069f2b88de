package io.latchkey.consent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.caller.SignedTexts;
import io.latchkey.consent.ConsentStore.Consent;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.LeaseKeeper;
import io.latchkey.secret.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends a user to Zoom and takes what Zoom sends back (authorization code with PKCE).
 *
 * <p>Methods that block say so, and throw {@link io.latchkey.grant.DatabaseUnavailable} if the
 * database cannot be used; then Zoom was asked nothing. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700">RFC 9700: OAuth 2.0 security</a>
 */
public final class ConsentFlow {

  /** The most attempts with one link within the time that a user may take at Zoom. */
  public static final int MOST_OPEN = 20;

  private static final String STATE = "ls1";
  private static final Pattern RANDOM = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final SignedTexts texts;
  private final ConsentStore store;
  private final ConsentEnding ending;
  private final Map<String, ConsentApp> apps;
  private final ConsentRules rules;
  private final LeaseKeeper stop;
  private final Executor threads;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param texts signs the states
   * @param apps the apps that users can connect to, by the names of their accounts
   * @param stop makes a stop of the application wait for the exchange of a code
   * @param threads the exchange of a code blocks on these; it outlives the request that brought it
   */
  public ConsentFlow(
      SignedTexts texts,
      ConsentStore store,
      ConsentEnding ending,
      Map<String, ConsentApp> apps,
      ConsentRules rules,
      LeaseKeeper stop,
      Executor threads) {
    this.texts = texts;
    this.store = store;
    this.ending = ending;
    this.apps = Map.copyOf(apps);
    this.rules = rules;
    this.stop = stop;
    this.threads = threads;
  }

  /** The result of an attempt to begin. */
  public sealed interface Begun {

    /** The user goes to this page of Zoom. */
    record AtZoom(URI page) implements Begun {}

    /** Too many consents of this link are open. */
    record TooMany() implements Begun {}

    /** A consent of this link has succeeded. */
    record LinkUsed() implements Begun {}
  }

  /**
   * The result of a consent.
   *
   * @param link null if the link is unknown, or if this browser must not see it
   * @param grant null unless the user has connected
   * @param seen the user at Zoom, as far as a page may show it; null if unknown
   */
  public record Finished(
      ConsentOutcome outcome,
      @Nullable UserLink link,
      @Nullable GrantId grant,
      @Nullable String seen) {}

  /** Returns a new secret for the cookie of a browser, or the one that it has already. */
  public Secret browser(@Nullable Secret known) {
    return known != null && RANDOM.matcher(known.reveal()).matches()
        ? known
        : Secret.of(base64(randomBytes()));
  }

  /**
   * Begins a consent. Blocks.
   *
   * @param link a link that is not expired
   * @param browser the secret in the browser's cookie
   */
  public Begun begin(UserLink link, Secret browser) {
    Secret state = texts.sign(STATE, randomBytes());
    Secret verifier = Secret.of(base64(randomBytes()));
    ConsentStore.Opening opening =
        store.open(
            new Consent(
                UserLinks.hash(state),
                UserLinks.hash(link),
                UserLinks.hash(browser),
                link,
                verifier),
            rules.pageFor());
    return switch (opening) {
      case OPENED -> new Begun.AtZoom(page(link, state, verifier));
      case TOO_MANY -> new Begun.TooMany();
      case LINK_USED -> new Begun.LinkUsed();
    };
  }

  private URI page(UserLink link, Secret state, Secret verifier) {
    ConsentApp app = app(link).orElseThrow();
    return URI.create(
        rules.oauthUrl()
            + "/oauth/authorize?response_type=code&client_id="
            + encoded(app.account().clientId())
            + "&redirect_uri="
            + encoded(rules.redirectUri().toString())
            + "&state="
            + encoded(state.reveal())
            // The challenge is the SHA-256 of the verifier in base64url (RFC 7636, 4.2).
            + "&code_challenge="
            + UserLinks.hash(verifier)
            + "&code_challenge_method=S256");
  }

  /** Returns the app that a link leads to; empty if it is not configured any more. */
  public Optional<ConsentApp> app(UserLink link) {
    return Optional.ofNullable(apps.get(link.account()));
  }

  /** Returns whether Latchkey has made this state. Asks no database. */
  public boolean hasMade(Secret state) {
    return texts.read(STATE, state).isPresent();
  }

  /**
   * The end of a consent, which may still be under way.
   *
   * @param link null if the link is unknown, or if this browser must not see it
   */
  public record Finishing(@Nullable UserLink link, CompletableFuture<Finished> end) {}

  /**
   * Takes what Zoom sends back, at the end of a consent. Blocks until the state is marked as used;
   * the exchange of the code goes on by itself, even if nobody waits for the result.
   *
   * @param state a state that Latchkey has made
   * @param code null if Zoom sends an error
   * @param error the error of Zoom; null without one
   * @param browser the secret in the browser's cookie; null without a cookie
   */
  public Finishing finish(
      Secret state, @Nullable Secret code, @Nullable String error, @Nullable Secret browser) {
    // Before the state is used up, so that a stop leaves no code half spent.
    if (!stop.begin()) {
      throw new DatabaseUnavailable("the application is being stopped");
    }
    Finishing finishing = null;
    try {
      finishing = claimed(state, error == null ? code : null, error, browser);
      return finishing;
    } finally {
      if (finishing == null) {
        stop.finish();
      } else {
        var unused = finishing.end().whenComplete((end, failure) -> stop.finish());
      }
    }
  }

  private Finishing claimed(
      Secret state, @Nullable Secret code, @Nullable String error, @Nullable Secret browser) {
    String browserHash = browser == null ? "" : UserLinks.hash(browser);
    ConsentStore.Claim claim = store.claim(UserLinks.hash(state), browserHash);
    Consent consent = claim.consent();
    if (consent == null) {
      return finished(ConsentOutcome.EXPIRED, null, null);
    }
    if (!consent.browserHash().equals(browserHash)) {
      // A link is not shown to a browser that has not presented it.
      return finished(ConsentOutcome.OTHER_BROWSER, null, null);
    }
    ConsentApp app = apps.get(consent.link().account());
    if (claim.standing() == ConsentStore.Standing.USED) {
      // Loaded again: the browser learns what the first request led to.
      ConsentOutcome before = claim.outcome();
      return finished(
          before == null ? ConsentOutcome.NO_ANSWER : before, consent.link(), claim.grant());
    }
    if (claim.standing() == ConsentStore.Standing.CLOSED || app == null) {
      return finished(ConsentOutcome.EXPIRED, consent.link(), null);
    }
    return answered(app, consent, code, error);
  }

  private Finishing answered(
      ConsentApp app, Consent consent, @Nullable Secret code, @Nullable String error) {
    if (code != null) {
      return new Finishing(
          consent.link(),
          CompletableFuture.supplyAsync(() -> ending.exchange(app, consent, code), threads));
    }
    ConsentOutcome outcome =
        "access_denied".equals(error) ? ConsentOutcome.DENIED : ConsentOutcome.ZOOM_ERROR;
    return new Finishing(
        consent.link(), CompletableFuture.completedFuture(ending.ended(consent, outcome, null)));
  }

  private static Finishing finished(
      ConsentOutcome outcome, @Nullable UserLink link, @Nullable GrantId grant) {
    return new Finishing(
        link, CompletableFuture.completedFuture(new Finished(outcome, link, grant, null)));
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return new String(Base64.getUrlEncoder().withoutPadding().encode(bytes), US_ASCII);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
