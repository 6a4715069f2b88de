package io.latchkey.bench.trouble;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The short form of {@link io.latchkey.bench.GrantTroubles}. */
class TroubleTest {

  @Test
  void restartOfTheDatabase_losesNoGrant_andKeepsNobodyWaiting() throws Exception {
    Figures figures = Trouble.RESTARTS.run(0.01);
    assertEquals(0, figures.get("grants lost"));
    assertEquals(0, figures.get("grants dead"));
    assertEquals(0, figures.get("refreshes sent before the lease was committed"));
    assertEquals(0L, figures.get("stored generations without a lease in the database"));
    assertEquals(0, figures.get("calls that were no first use of a token"));
    assertEquals(0, figures.get("callers not answered"));
  }

  @Test
  void crowd_isAnswered() throws Exception {
    Figures figures = Trouble.CROWD.run(0.04);
    assertEquals(20, figures.get("refreshes"), "the first answers may take longer than 4 s");
    assertEquals("[]", figures.get("uses that the database failed").toString());
  }

  @Test
  void newKey_failsNoCaller() throws Exception {
    Figures figures = Trouble.KEY.run(0.01);
    assertEquals(0, figures.get("callers whom the database failed"));
    assertEquals(0, figures.get("grants that cannot be read with the new key alone"));
    assertEquals(0, figures.get("grants lost"));
  }
}
