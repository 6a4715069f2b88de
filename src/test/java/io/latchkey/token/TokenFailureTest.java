package io.latchkey.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class TokenFailureTest {

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final TokenFailure.Unavailable limited =
      TokenFailure.Unavailable.limited("Wait.", "429", PAUSE);

  @Test
  void of_whatAStageEndedWith_isTheFailureInside() {
    assertSame(limited, TokenFailure.of(limited));
    assertSame(limited, TokenFailure.of(new CompletionException(limited)));
  }

  /** The message of such an exception may hold anything. */
  @Test
  void of_anythingElse_isADefectThatAnOperatorMustSee_withoutItsWords() {
    for (Throwable defect :
        List.of(
            new IllegalStateException("s3cr3t"),
            new IllegalStateException("s3cr3t", limited),
            new CompletionException("s3cr3t", null))) {
      TokenFailure failure = TokenFailure.of(defect);
      assertTrue(assertInstanceOf(TokenFailure.Unavailable.class, failure).isUrgent());
      assertEquals("unexpected " + defect.getClass().getName(), failure.diagnosis());
      assertFalse(String.valueOf(failure.getCause()).contains("s3cr3t"));
    }
  }

  @Test
  void heldUntil_isTheSameFailureButForTheInstant() {
    List<TokenFailure> kinds =
        List.of(
            limited,
            TokenFailure.Unavailable.urgent("a", "tls"),
            new TokenFailure.Refused("a", "invalid_client"),
            new TokenFailure.Unknown("1001"),
            new TokenFailure.Unreadable("a", "html"));
    for (TokenFailure failure : kinds) {
      TokenFailure held = failure.withNextAttemptAt(TestTime.START);
      assertEquals(failure.getClass(), held.getClass());
      assertEquals(Optional.of(TestTime.START), held.nextAttemptAt());
      assertEquals(Optional.empty(), failure.nextAttemptAt());
      assertEquals(failure.advice(), held.advice());
      assertFalse(failure.advice().isEmpty());
      assertEquals(failure.diagnosis(), held.diagnosis());
      assertEquals(failure.retryAfter(), held.retryAfter());
      assertEquals(failure.isDefinite(), held.isDefinite());
    }
    assertEquals(Optional.of(PAUSE), limited.retryAfter());
    assertFalse(limited.isUrgent());
    TokenFailure held = kinds.get(1).withNextAttemptAt(TestTime.START);
    assertTrue(assertInstanceOf(TokenFailure.Unavailable.class, held).isUrgent());
  }
}
