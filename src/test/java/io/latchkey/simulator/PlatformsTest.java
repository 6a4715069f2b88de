package io.latchkey.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The simulated platforms must sign as the real ones do. */
class PlatformsTest {

  @Test
  void recall_signsAGet() {
    RecallSimulator recall =
        new RecallSimulator("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    assertEquals(
        "v1,IfRaIsdcRmu5cT+oSAYKidgty/1IxqBUg8YoDXedKTU=",
        recall.signature("msg_loFOjxBNrRLzqYUf", 1731705121));
  }

  @Test
  void attendee_signsTheCanonicalForm() {
    AttendeeSimulator attendee =
        new AttendeeSimulator("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    assertEquals(
        "MTCgssa+HI1bc06Im8Vb0mGGy+W27HMpxcLv5o1lTW0=",
        attendee.signature("bot_abc", "https://zoom.us/j/123456789"));
  }
}
