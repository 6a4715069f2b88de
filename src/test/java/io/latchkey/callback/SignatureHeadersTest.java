package io.latchkey.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.caller.Caller;
import io.latchkey.caller.Caller.Rule;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Decision;
import io.latchkey.caller.HmacKey;
import io.latchkey.caller.Proofs;
import io.latchkey.caller.Rights;
import io.latchkey.caller.SignedTokens;
import io.latchkey.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks signatures against the test vectors that the platforms and Standard Webhooks publish. */
class SignatureHeadersTest {

  private static final String BYTES_0_TO_31 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String RECALL = "whsec_" + BYTES_0_TO_31;
  private static final String OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_loFOjxBNrRLzqYUf";
  private static final long AT = 1731705121;
  private static final String GET = "v1,IfRaIsdcRmu5cT+oSAYKidgty/1IxqBUg8YoDXedKTU=";
  private static final String POST = "v1,Yw70VZLTXUEdMd4KGb2F9chjIKpWXjrdb4HYn08JKYM=";
  private static final String BODY = "{\"test\": 2432232314}";

  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private boolean accepted(String body, long now, String... secrets) {
    List<HmacKey> keys = new ArrayList<>();
    Arrays.stream(secrets).forEach(s -> keys.add(HmacKey.parse(Secret.of(s)).orElseThrow()));
    Caller caller =
        new Caller(
            "recall", Rule.SIGNATURE, List.of(), keys, Duration.ofSeconds(300), Rights.EVERYTHING);
    Proofs proofs =
        new Proofs(
            List.of(), SignatureHeaders.of(headers::get, () -> body.getBytes(UTF_8)).orElse(null));
    return new Callers(List.of(caller), new SignedTokens(List.of()))
            .identify(proofs, Instant.ofEpochSecond(now))
        instanceof Decision.Admitted;
  }

  private void standard(String prefix, String id, long timestamp, String signature) {
    headers.put(prefix + "-id", id);
    headers.put(prefix + "-timestamp", Long.toString(timestamp));
    headers.put(prefix + "-signature", signature);
  }

  // --- Standard Webhooks

  @ParameterizedTest
  @ValueSource(strings = {"webhook", "svix", "Webhook", "SVIX"})
  void recallsGet_isKnown(String prefix) {
    standard(prefix.toLowerCase(Locale.ROOT), ID, AT, GET);
    assertEquals(true, accepted("", AT, RECALL));
  }

  @Test
  void recallsPost_isKnown() {
    standard("webhook", ID, AT, POST);
    assertEquals(true, accepted(BODY, AT, RECALL));
  }

  @Test
  void svixOwnVector_isKnown() {
    standard(
        "svix",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assertEquals(true, accepted(BODY, 1614265330, OTHER));
  }

  @Test
  void severalSignaturesAndSecrets_oneThatFitsIsEnough() {
    standard("webhook", ID, AT, "v1a,xyz v1,AAAA " + GET + " v2,abc");
    assertEquals(true, accepted("", AT, OTHER, RECALL));
    assertEquals(false, accepted("", AT, OTHER));
  }

  @Test
  void moreSignaturesThanAnybodySends_areNotTried() {
    standard("webhook", ID, AT, ("v1," + "A".repeat(43) + "= ").repeat(16) + GET);
    assertEquals(false, accepted("", AT, RECALL));
  }

  @ParameterizedTest
  @CsvSource({"-300, true", "300, true", "-301, false", "301, false"})
  void tolerance_isAnInterval(long ahead, boolean good) {
    standard("webhook", ID, AT, GET);
    assertEquals(good, accepted("", AT + ahead, RECALL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1",
        "v1,",
        "v1,!",
        "v1, IfRaIsdcRmu5cT+oSAYKidgty/1IxqBUg8YoDXedKTU=",
        "v1,IfRaIsdcRmu5cT+oSAYKidgty/1IxqBUg8YoDXedKT",
        "v2,IfRaIsdcRmu5cT+oSAYKidgty/1IxqBUg8YoDXedKTU=",
        "IfRaIsdcRmu5cT+oSAYKidgty/1IxqBUg8YoDXedKTU=",
        "v1,Yw70VZLTXUEdMd4KGb2F9chjIKpWXjrdb4HYn08JKYM="
      })
  void whatIsNotTheSignature_isNone(String signature) {
    standard("webhook", ID, AT, signature);
    assertEquals(false, accepted("", AT, RECALL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "-1731705121", "1731705121.0", "99999999999999999999", "01731705121"})
  void timestampThatIsNone_isRefused(String timestamp) {
    standard("webhook", ID, AT, GET);
    headers.put("webhook-timestamp", timestamp);
    assertEquals(false, accepted("", AT, RECALL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
  void missingHeader_isRefused(String name) {
    standard("webhook", ID, AT, GET);
    headers.remove(name);
    assertEquals(false, accepted("", AT, RECALL));
  }

  @Test
  void anotherIdOrBody_isRefused() {
    standard("webhook", ID + "x", AT, GET);
    assertEquals(false, accepted("", AT, RECALL));
    standard("webhook", ID, AT, GET);
    assertEquals(false, accepted(" ", AT, RECALL));
  }

  // --- Attendee

  private static final String SENT =
      "{\"meeting_url\": \"https://zoom.us/j/123456789\", \"bot_id\": \"bot_abc\","
          + " \"callback_type\": \"zoom_tokens\", \"bot_metadata\": {\"tenant\": \"z\\u00fcrich\","
          + " \"a\": 1}}";
  private static final String ATTENDEE = "MTCgssa+HI1bc06Im8Vb0mGGy+W27HMpxcLv5o1lTW0=";

  @Test
  void attendees_isOfTheCanonicalForm() {
    headers.put("X-Webhook-Signature", ATTENDEE);
    assertEquals(true, accepted(SENT, 0, BYTES_0_TO_31));
    assertEquals(true, accepted(SENT, AT, RECALL), "it has no time");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"bot_id\":", "[1", "nonsense"})
  void attendees_ofAnotherBody_isRefused(String body) {
    headers.put("X-Webhook-Signature", ATTENDEE);
    assertEquals(false, accepted(body, AT, BYTES_0_TO_31));
  }
}
