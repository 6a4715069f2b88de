package io.latchkey.operator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.WallClock;
import io.latchkey.instance.EndedSessions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sessions of operators who have signed in with a browser. A session is signed with a key that
 * is derived from the operator token: so every instance accepts it, and a new operator token ends
 * it. Signing out ends a session on the instance that got the request, and soon on those that share
 * its database.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class Sessions {

  private static final Duration LIFE = Duration.ofHours(8);
  private static final Pattern FORM =
      Pattern.compile("(([A-Za-z0-9_-]{22})\\.(\\d{1,11}))\\.([A-Za-z0-9_-]{43})");

  private OperatorTokens tokens;
  private WallClock clock;
  private final SecureRandom random = new SecureRandom();
  private EndedSessions ended;

  /** For the container's proxy. */
  @SuppressWarnings("NullAway.Init")
  protected Sessions() {}

  @Inject
  public Sessions(OperatorTokens tokens, EndedSessions ended, WallClock clock) {
    this.tokens = tokens;
    this.ended = ended;
    this.clock = clock;
  }

  /** Begins a session and returns the value of its cookie. */
  String begin() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    String session = base64(id) + "." + clock.now().plus(LIFE).getEpochSecond();
    return session + "." + base64(code(session));
  }

  /** Returns the token by which a form shows that one of our pages sent it in this session. */
  String formToken(String session) {
    return base64(code("form of " + session));
  }

  /** Returns whether this is the {@link #formToken} of this session, in constant time. */
  boolean isFormToken(String session, String presented) {
    return isCodeOf("form of " + session, presented);
  }

  /** Returns the session of a cookie; empty if it is forged, expired or signed out. */
  Optional<String> known(String cookie) {
    Matcher form = FORM.matcher(cookie);
    boolean isKnown =
        tokens.isConfigured()
            && form.matches()
            && isCodeOf(form.group(1), form.group(4))
            && clock.now().isBefore(Instant.ofEpochSecond(Long.parseLong(form.group(3))))
            && !ended.contains(form.group(2));
    return isKnown ? Optional.of(cookie) : Optional.empty();
  }

  /** Signs a session out. */
  void end(String session) {
    ended.add(session.substring(0, session.indexOf('.')), clock.now().plus(LIFE));
  }

  private boolean isCodeOf(String text, String code) {
    try {
      List<byte[]> codes = List.of(Base64.getUrlDecoder().decode(code));
      // The decoder ignores the spare bits of the last letter. Only one spelling is accepted: else
      // a session that signed out would live on under another one.
      return base64(codes.get(0)).equals(code)
          && tokens.sessionKey().isAnyHmacOf(codes, text.getBytes(US_ASCII));
    } catch (IllegalArgumentException noBase64) {
      return false;
    }
  }

  private byte[] code(String text) {
    return tokens.sessionKey().hmac(text.getBytes(US_ASCII));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
