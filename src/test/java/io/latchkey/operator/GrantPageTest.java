package io.latchkey.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.grant.GrantAdministration.Filter;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests what the page of grants offers. */
class GrantPageTest {

  private static String page(boolean canMakeLinks) {
    return new GrantPage(Set.of("crm"), "form", canMakeLinks)
        .of(
            new GrantPage.Content(
                new Filter(null, null, null, null),
                List.of(),
                List.of(),
                List.of(),
                new GrantPage.Consents(List.of(), URI.create("https://x/connect/callback"))),
            10);
  }

  @Test
  void formForLinks_isThere_onlyIfItCanMakeOne() {
    String with = page(true);
    assertTrue(with.contains("action=\"consents\""), with);
    assertTrue(with.contains("name=\"expected_zoom_account\""), with);
    String without = page(false);
    assertEquals(-1, without.indexOf("action=\"consents\""));
    assertTrue(without.contains("Set latchkey.signed-url.key"), without);
  }
}
