package io.latchkey.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FailureMapperTest {

  private final FailureMapper mapper =
      new FailureMapper(
          new Problems(InstantSource.system()),
          new RejectedRequests(
              (delay, action) -> new CompletableFuture<>(), new NoRejectionListener()));

  /** RESTEasy builds a URI from the header Host, which holds whatever the client wrote. */
  @Test
  void toResponse_requestThatMakesNoUri_is400() {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> URI.create("http://[::1/latchkey/zak"));
    Response answer = mapper.toResponse(thrown);
    assertEquals(400, answer.getStatus());
  }

  @Test
  void toResponse_aDefect_is500() {
    assertEquals(500, mapper.toResponse(new IllegalArgumentException("no URI")).getStatus());
  }
}
