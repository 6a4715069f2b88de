package io.latchkey.callback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.token.TokenKind;
import io.latchkey.web.Query;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenParametersTest {

  /** A platform may append an empty parameter, or a parameter with another meaning. */
  @ParameterizedTest
  @CsvSource({
    "'', of-the-header",
    "bot=, of-the-header",
    "bot=%20, of-the-header",
    "bot=&bot_id=second, second",
    "bot=first, first"
  })
  void toRequest_botThatIsBlankInTheQuery_isTakenFromElsewhere(String query, String bot) {
    assertEquals(bot, botOf(query));
  }

  @ParameterizedTest
  @CsvSource({"200, true", "201, false"})
  void toRequest_botLongerThan200Characters_isIgnored(int length, boolean taken) {
    String name = "b".repeat(length);
    assertEquals(taken ? name : "of-the-header", botOf("bot=" + name));
  }

  private static String botOf(String query) {
    return new TokenParameters(TokenKind.ZAK, Query.of(query), "of-the-header", null)
        .toRequest()
        .bot();
  }
}
