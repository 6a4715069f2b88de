package io.latchkey.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  private final Problems problems =
      new Problems(
          InstantSource.system(),
          new Strangers((delay, action) -> new CompletableFuture<>(), new Unheard()));

  /** RESTEasy puts the URI together from the header Host, whatever stands there. */
  @Test
  void of_requestThatMakesNoUri_isTheStrangersOwnFault() {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> URI.create("http://[::1/latchkey/zak"));
    Response answer = problems.of(thrown);
    assertEquals(400, answer.getStatus());
  }

  @Test
  void of_aDefect_is500() {
    assertEquals(500, problems.of(new IllegalArgumentException("no URI")).getStatus());
  }
}
