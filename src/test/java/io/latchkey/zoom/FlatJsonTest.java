package io.latchkey.zoom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatJsonTest {

  private static FlatJson parse(String json) {
    return FlatJson.parse(json.getBytes(UTF_8));
  }

  @Test
  void text_topLevelString() {
    assertEquals(Optional.of("x"), parse("{\"a\":1,\"token\":\"x\"}").text("token"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"token\":null}",
        "{\"token\":5}",
        "{\"token\":true}",
        "{\"token\":{\"token\":\"x\"}}",
        "{\"a\":{\"token\":\"x\"}}",
        "[{\"token\":\"x\"}]",
        "{\"token\":\"x\"",
        "{\"token\":\"x",
        "[]",
        "null",
        "\"token\"",
        "",
        "<html>token</html>",
        "{\"a\":1}{\"token\":\"x\"}"
      })
  void text_anythingElse_isNone(String json) {
    assertEquals(Optional.empty(), parse(json).text("token"));
  }

  @Test
  void parse_absurdlyDeep_hasNoMembers() {
    String deep = "{\"token\":\"x\",\"a\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}";
    assertEquals(Optional.empty(), parse(deep).text("token"));
  }

  @Test
  void number_writtenAsANumberOrAsText() {
    assertEquals(OptionalDouble.of(3600), parse("{\"n\":3600}").number("n"));
    assertEquals(OptionalDouble.of(3600), parse("{\"n\":\"3600\"}").number("n"));
    assertEquals(OptionalDouble.of(3600.5), parse("{\"n\":3600.5}").number("n"));
    assertEquals(OptionalDouble.of(1e99), parse("{\"n\":1e99}").number("n"));
  }

  @Test
  void number_ofAMillionDigits_isNone() {
    String digits = "1".repeat(60_000);
    assertEquals(OptionalDouble.empty(), parse("{\"n\":" + digits + "}").number("n"));
  }

  @Property
  void parse_anyBytes_neverThrows(@ForAll byte[] bytes) {
    FlatJson.parse(bytes).text("token");
  }

  @Property
  void parse_almostJson_neverThrows(@ForAll String noise) {
    parse("{\"token\":" + noise + "}").text("token");
    parse("{\"token\":\"x\"" + noise).text("token");
  }
}
