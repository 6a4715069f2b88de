package io.latchkey.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTraceTest {

  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-%s-00f067aa0ba902b7-01",
        "00-%s-00f067aa0ba902b7-00",
        "01-%s-00f067aa0ba902b7-01-what-comes"
      })
  void of_aTraceparent_isItsTrace(String traceparent) {
    RequestTrace trace = RequestTrace.of(traceparent.formatted(ID));
    assertEquals(ID, trace.traceId());
    assertTrue(trace.toString().endsWith(", trace " + ID), trace::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n-x",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        "4bf92f3577b34da6a3ce929d0e0e4736"
      })
  void of_whatIsNone_isNoTrace(String traceparent) {
    assertNull(RequestTrace.of(traceparent).traceId());
  }

  @Test
  void of_eachRequest_hasAnInstanceOfItsOwn() {
    assertNotEquals(RequestTrace.of(null).instance(), RequestTrace.of(null).instance());
    assertTrue(
        RequestTrace.of(null)
            .toString()
            .matches(
                "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  }
}
