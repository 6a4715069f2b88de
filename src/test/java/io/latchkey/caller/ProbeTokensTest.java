package io.latchkey.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.caller.ProbeTokens.Purpose;
import io.latchkey.secret.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTokensTest {

  private final ProbeTokens probes = new ProbeTokens();

  /** Marks the token as received. Returns whether it is the newest token of its purpose. */
  private boolean receive(Secret presented) {
    boolean isNewest = probes.isNewest(presented);
    probes.markReceived(presented);
    return isNewest;
  }

  @Test
  void isNewest_changesNothing() {
    String token = probes.issue(Purpose.CHECK);
    assertTrue(probes.isNewest(Secret.of(token)));
    assertFalse(probes.wasReceived(Purpose.CHECK));
  }

  @Test
  void warmUpAndCheck_doNotTakeEachOthersToken() {
    String warmUp = probes.issue(Purpose.WARM_UP);
    String check = probes.issue(Purpose.CHECK);
    assertTrue(receive(Secret.of(warmUp)));
    assertTrue(probes.wasReceived(Purpose.WARM_UP));
    assertFalse(probes.wasReceived(Purpose.CHECK));
    assertTrue(receive(Secret.of(check)));
    assertTrue(probes.wasReceived(Purpose.CHECK));
    assertEquals(List.of(check), probes.issuedForChecks(), "nobody looks for the other in logs");
  }

  @Test
  void markReceived_onlyTheNewestCounts() {
    assertFalse(receive(Secret.of("latchkey-check-0")));
    String old = probes.issue(Purpose.CHECK);
    String token = probes.issue(Purpose.CHECK);
    assertFalse(receive(Secret.of(old)));
    assertFalse(probes.wasReceived(Purpose.CHECK));
    assertTrue(receive(Secret.of(token)));
    assertTrue(probes.wasReceived(Purpose.CHECK));
    probes.issue(Purpose.CHECK);
    assertFalse(probes.wasReceived(Purpose.CHECK));
  }

  @Test
  void issuedForChecks_theLastTen_newestFirst() {
    String last = "";
    for (int i = 0; i < 15; i++) {
      last = probes.issue(Purpose.CHECK);
    }
    assertEquals(10, probes.issuedForChecks().size());
    assertEquals(last, probes.issuedForChecks().get(0));
  }
}
