package io.latchkey.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.LogLines;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SafeNotifierTest {

  @RegisterExtension private final LogLines lines = new LogLines(SafeNotifier.class);

  private final SafeNotifier notifier = new SafeNotifier();

  @Test
  void notify_aListenerThatThrows_harmsNobody_andIsLoggedOnceWithoutItsWords() {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      notifier.notify(
          () -> {
            throw new IllegalStateException("words of somebody");
          });
      notifier.notify(
          () -> {
            throw new NoClassDefFoundError("words of somebody");
          });
      notifier.notify(() -> told.add("another"));
    }
    assertEquals(3, told.size());
    assertEquals(1, lines.all().size());
    assertTrue(lines.all().get(0).getMessage().contains("callers are served all the same"));
    assertEquals("java.lang.IllegalStateException", lines.all().get(0).getThrown().getMessage());
  }
}
