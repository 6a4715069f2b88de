package io.latchkey.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.page.Html;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlotTest {

  @Test
  void bars_standOnOneAnother_theHighestFillsThePicture() {
    String plot =
        Plot.bars("Callbacks", "9 answered", List.of(0L, 5L, 1L), List.of(0L, 5L, 0L)).toString();
    assertTrue(plot.contains("viewBox=\"0 0 15 60\""), plot);
    assertTrue(plot.contains("class=\"good\" d=\"M5 30h4v30h-4zM10 54h4v6h-4z\""), plot);
    assertTrue(plot.contains("class=\"bad\" d=\"M5 0h4v30h-4z\""), plot);
    assertTrue(
        plot.contains("role=\"img\" aria-label=\"Callbacks in the last hour: 9 answered\""), plot);
  }

  @Test
  void bars_whatThereIsAtAll_isSeen() {
    String plot = Plot.bars("t", "s", List.of(10_000L, 1L), List.of(0L, 0L)).toString();
    assertTrue(plot.contains("M5 59h4v1h-4z"), plot);
  }

  @Test
  void bars_ofNothing_areNone() {
    String plot = Plot.bars("t", "s", List.of(0L, 0L), List.of(0L, 0L)).toString();
    assertFalse(plot.contains("M0"), plot);
  }

  @Test
  void html_textIsNeverMarkup() {
    assertEquals(
        "<p>&lt;b onclick=&quot;x&quot;&gt;&#39;&amp;</p>",
        Html.element("p", "<b onclick=\"x\">'&").toString());
    assertEquals(" value=\"&quot;&gt;\"", Html.attribute("value", "\">"));
  }

  @Test
  void times_areInTheUnitThatFits() {
    assertEquals("5 s", Times.inWords(java.time.Duration.ofSeconds(5)));
    assertEquals("119 s", Times.inWords(java.time.Duration.ofSeconds(119)));
    assertEquals("119 min", Times.inWords(java.time.Duration.ofMinutes(119)));
    assertEquals("47 h", Times.inWords(java.time.Duration.ofHours(47)));
    assertEquals("3 days", Times.inWords(java.time.Duration.ofHours(72)));
  }
}
