package io.latchkey.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RecallSimulatorTest {

  @Test
  void signature_ofAGet_isRecallsOwn() {
    RecallSimulator recall =
        new RecallSimulator("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    assertEquals(
        "v1,IfRaIsdcRmu5cT+oSAYKidgty/1IxqBUg8YoDXedKTU=",
        recall.signature("msg_loFOjxBNrRLzqYUf", 1731705121));
  }
}
