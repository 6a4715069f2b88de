package io.latchkey.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.secret.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeaconTest {

  private final Beacon beacon = new Beacon();

  @Test
  void warmUpAndCheck_doNotTakeEachOthersToken() {
    Beacon beacon = new Beacon();
    String warmUp = beacon.lightForWarmUp();
    String check = beacon.light();
    assertTrue(beacon.seen(Secret.of(warmUp)));
    assertTrue(beacon.cameForWarmUp());
    assertFalse(beacon.came());
    assertTrue(beacon.seen(Secret.of(check)));
    assertTrue(beacon.came());
    assertEquals(List.of(check), beacon.all(), "nobody looks for the other in logs");
  }

  @Test
  void seen_theNewestAlone_hasCome() {
    assertFalse(beacon.seen(Secret.of("latchkey-check-0")));
    String old = beacon.light();
    String token = beacon.light();
    assertFalse(beacon.seen(Secret.of(old)));
    assertFalse(beacon.came());
    assertTrue(beacon.seen(Secret.of(token)));
    assertTrue(beacon.came());
    beacon.light();
    assertFalse(beacon.came());
  }

  @Test
  void all_theLastTen_newestFirst() {
    String last = "";
    for (int i = 0; i < 15; i++) {
      last = beacon.light();
    }
    assertEquals(10, beacon.all().size());
    assertEquals(last, beacon.all().get(0));
  }
}
