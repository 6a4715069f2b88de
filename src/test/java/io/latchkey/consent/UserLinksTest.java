package io.latchkey.consent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.caller.HmacKey;
import io.latchkey.caller.SignedTexts;
import io.latchkey.consent.ConsentLink.Expected;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserLinksTest {

  private static final Instant NOW = Instant.parse("2026-11-29T09:00:00Z");
  private static final SignedTexts TEXTS = new SignedTexts(List.of(key('a')));
  private static final UserLinks LINKS = new UserLinks(TEXTS);
  private static final ConsentLink LINK =
      new ConsentLink(
          "crm",
          new Reference("4711"),
          NOW.plus(Duration.ofDays(7)),
          URI.create("https://app.example.com/done?of=1"),
          new Expected("anna@example.com", "zoom-account"));

  private static HmacKey key(char letter) {
    return HmacKey.parse(Secret.of(String.valueOf(letter).repeat(32))).orElseThrow();
  }

  @Test
  void link_saysWhatItWasMadeWith() {
    ManageLink own = new ManageLink("crm", GrantId.random(new SecureRandom()), NOW);
    ConsentLink least = new ConsentLink("crm", null, NOW, null, Expected.ANYBODY);
    for (UserLink link : List.of(LINK, own, least)) {
      Secret token = LINKS.make(link);
      assertTrue(token.reveal().startsWith("lc1."), "its prefix");
      assertEquals(Optional.of(link), LINKS.read(token));
      assertEquals(token, LINKS.make(link), "the same link each time");
      assertEquals(Optional.of(link), UserLinks.parse(UserLinkContent.of(link)));
    }
  }

  @Test
  void link_ofAnotherKeyOrPrefix_isNone() {
    UserLinks others = new UserLinks(new SignedTexts(List.of(key('b'))));
    assertEquals(Optional.empty(), LINKS.read(others.make(LINK)));
    Secret otherPrefix = TEXTS.sign("lk1", UserLinkContent.of(LINK).getBytes(US_ASCII));
    assertEquals(Optional.empty(), LINKS.read(otherPrefix));
    UserLinks both = new UserLinks(new SignedTexts(List.of(key('b'), key('a'))));
    assertEquals(Optional.of(LINK), both.read(LINKS.make(LINK)), "while keys are changed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{}",
        "{\"kind\":\"consent\"}",
        "{\"kind\":\"other\",\"account\":\"crm\"}",
        "{\"kind\":\"manage\",\"account\":\"crm\",\"grant\":\"x\"}",
        "{\"kind\":\"consent\",\"account\":\"crm\",\"reference\":\"a b\"}",
        "{\"kind\":\"consent\",\"account\":\"crm\",\"expected_email\":[\"a@example.com\"]}",
        "{\"kind\":\"consent\",\"account\":\"crm\",\"expected_zoom_account\":7}",
        "{\"kind\":\"consent\",\"account\":\"crm\",\"return_url\":\"a b\"}",
        "{\"kind\":\"consent\",\"account\":\"crm\",\"expected_email\":\"a\\\"b@x.org\"}",
        "{\"kind\":\"consent\",\"account\":\"crm\",\"expected_zoom_account\":\"a\\\\b\"}"
      })
  void signedNonsense_isNoLink(String content) {
    // A customer's own software signs links, too, and may be wrong.
    assertEquals(Optional.empty(), LINKS.read(TEXTS.sign("lc1", content.getBytes(US_ASCII))));
  }

  @Test
  void addressInALinkOfOtherSoftware_mayBeWrittenInAnyCase() {
    String content =
        "{\"kind\":\"consent\",\"account\":\"crm\",\"expires\":1,\"expected_email\":\"Anna@Example.com\"}";
    ConsentLink link =
        (ConsentLink) LINKS.read(TEXTS.sign("lc1", content.getBytes(US_ASCII))).orElseThrow();
    assertEquals("anna@example.com", link.expected().email());
    assertEquals(UserLinks.hash(link), UserLinks.hash(LINKS.read(LINKS.make(link)).orElseThrow()));
  }

  @Test
  void longestOrder_makesALinkThatCanBeRead() {
    ConsentLink longest =
        order(
            Map.of(
                "account",
                "crm",
                "reference",
                "r".repeat(128),
                "return_url",
                "https://app.example.com/" + "p".repeat(970),
                "expected_email",
                "e".repeat(50) + "@" + "d".repeat(180) + ".example.com",
                "expected_zoom_account",
                "z".repeat(64)));
    assertEquals(Optional.of(longest), LINKS.read(LINKS.make(longest)));
  }

  @Test
  void order_hasItsDefaults() {
    assertEquals(
        new ConsentLink("default", null, NOW.plus(Duration.ofDays(7)), null, Expected.ANYBODY),
        order(Map.of()));
    assertEquals(
        LINK,
        order(
            Map.of(
                "account", "crm",
                "reference", "4711",
                "expires", "P7D",
                "return_url", "https://app.example.com/done?of=1",
                "expected_email", "Anna@Example.com",
                "expected_zoom_account", "zoom-account")));
  }

  @ParameterizedTest
  @CsvSource({
    "reference, a b",
    "expires, a week",
    "expires, PT59S",
    "expires, P366D",
    "expected_email, anna",
    "expected_zoom_account, a/b",
    "return_url, https://elsewhere.example.com/",
    "return_url, //app.example.com/",
    "return_url, https://app.example.com/?%73tatus=connected",
    "return_url, https://app.example.com/?%zz=1",
    "kind, manage"
  })
  void order_thatIsWrong_isRefused(String field, String value) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> order(Map.of(field, value)));
    assertTrue(!String.valueOf(refused.getMessage()).contains(value), refused::getMessage);
  }

  private static ConsentLink order(Map<String, String> fields) {
    ReturnUrls allowed = new ReturnUrls(List.of(URI.create("https://app.example.com")));
    return NewConsentLinkFields.read(fields, Duration.ofDays(7), allowed::allowed, NOW);
  }
}
