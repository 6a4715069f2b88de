package io.latchkey.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class RedactedThrowableTest {

  private final Throwable cause =
      new IllegalArgumentException("Illegal character in ?token=s3cr3t");
  private final Throwable thrown = new IllegalStateException("failed on s3cr3t", cause);

  @Test
  void of_saysWhatAndWhereButNotWhy() {
    StringWriter printed = new StringWriter();
    RedactedThrowable.of(thrown).printStackTrace(new PrintWriter(printed));
    String trace = printed.toString();
    assertFalse(trace.contains("s3cr3t"), trace);
    assertTrue(trace.contains("java.lang.IllegalStateException"), trace);
    assertTrue(trace.contains("java.lang.IllegalArgumentException"), trace);
    assertTrue(trace.contains("RedactedThrowableTest"), trace);
  }

  @Test
  void of_keepsTheStackTraces() {
    RedactedThrowable wordless = RedactedThrowable.of(thrown);
    assertArrayEquals(thrown.getStackTrace(), wordless.getStackTrace());
    assertArrayEquals(cause.getStackTrace(), wordless.getCause().getStackTrace());
  }
}
