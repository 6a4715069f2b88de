package io.latchkey.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.observe.GrantMonitor;
import io.latchkey.token.TestTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrantSectionTest {

  private final TestTime time = new TestTime();
  private final GrantMonitor monitor = new GrantMonitor(time);

  private String html(boolean hasDatabase) {
    return new GrantSection(List.of(), hasDatabase, monitor).html(time.instant()).toString();
  }

  @Test
  void withoutADatabase_noneIsAway() {
    assertEquals("", html(false));
  }

  /** A database that instances share, without a General app. */
  @Test
  void databaseThatCannotBeUsed_isShown() {
    assertTrue(html(true).contains("The database cannot be used"), html(true));
    boolean unused = monitor.databaseBack();
    assertEquals("", html(true));
  }
}
