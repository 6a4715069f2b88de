package io.latchkey.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {

  private final TokenFailure failure = new TokenFailure.Unavailable("a", "d");

  @ParameterizedTest
  @CsvSource({
    "0,    1,  1000",
    "0.5,  1,  1050",
    "0.99, 1,  1099",
    "0,    4,  8000",
    "0.5,  4,  8400",
    "0,    6, 30000",
    "0.5, 99, 31500"
  })
  void after_isLengthenedByUpToATenth(double random, int count, long millis) {
    assertEquals(Duration.ofMillis(millis), new BackOff(() -> random).after(failure, count));
  }

  @Test
  void after_whatTheSourceAsksFor_isNeverShortened() {
    TokenFailure limited = TokenFailure.Unavailable.limited("a", "429", Duration.ofSeconds(40));
    assertEquals(Duration.ofSeconds(40), new BackOff(() -> 0.5).after(limited, 1));
  }
}
