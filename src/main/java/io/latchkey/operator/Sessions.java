package io.latchkey.operator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.latchkey.caller.OperatorTokens;
import io.latchkey.caller.WallClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes and knows again the sessions of operators who have signed in. A session is signed with a
 * key that comes of the operator token, so that every instance knows it, and it ends with that
 * token; one that has signed out is forgotten by the instance that was told.
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
  private final ConcurrentMap<String, Instant> ended = new ConcurrentHashMap<>();

  /** For the container's proxy. */
  @SuppressWarnings("NullAway.Init")
  protected Sessions() {}

  @Inject
  public Sessions(OperatorTokens tokens, WallClock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /** A new one, as its cookie has it. */
  String begin() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    String session = base64(id) + "." + clock.now().plus(LIFE).getEpochSecond();
    return session + "." + base64(code(session));
  }

  /** What a form sends along to show that it is of a page of ours: good for this session alone. */
  String formToken(String session) {
    return base64(code("form of " + session));
  }

  /** Whether this is what {@link #formToken} gave for this session. Constant in time. */
  boolean isFormToken(String session, String presented) {
    return made("form of " + session, presented);
  }

  /** The session that a cookie has, if it is one, and has not ended. */
  Optional<String> known(String cookie) {
    Matcher form = FORM.matcher(cookie);
    boolean good =
        tokens.configured()
            && form.matches()
            && made(form.group(1), form.group(4))
            && clock.now().isBefore(Instant.ofEpochSecond(Long.parseLong(form.group(3))))
            && !ended.containsKey(form.group(2));
    return good ? Optional.of(cookie) : Optional.empty();
  }

  /** Ends a session that is known. */
  void end(String session) {
    Instant now = clock.now();
    ended.values().removeIf(forgotten -> !now.isBefore(forgotten));
    ended.put(session.substring(0, session.indexOf('.')), now.plus(LIFE));
  }

  private boolean made(String text, String code) {
    try {
      List<byte[]> codes = List.of(Base64.getUrlDecoder().decode(code));
      // The last letter has bits to spare, which the decoder ignores: one session has one spelling.
      return base64(codes.get(0)).equals(code)
          && tokens.sessionKey().made(codes, text.getBytes(US_ASCII));
    } catch (IllegalArgumentException noBase64) {
      return false;
    }
  }

  private byte[] code(String text) {
    return tokens.sessionKey().code(text.getBytes(US_ASCII));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
