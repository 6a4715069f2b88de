package io.latchkey.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeetingIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678901",
        "123 4567 8901",
        "123-4567-8901",
        " 123\u00a04567\u00a08901 ",
        "123\u202f4567\u202f8901",
        "123\u20134567\u20148901",
        "123\u20114567\u22128901",
        "\u200e123\u20094567\u30008901\u202c",
        "\ufeff12345678901\u200b"
      })
  void asPeopleTypeIt(String text) {
    assertEquals("12345678901", MeetingId.parse(text).orElseThrow().digits());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "12345678",
        "1234567890123456",
        "1234567890x",
        "123/456/789",
        "../123456789",
        "１２３４５６７８９",
        "123456789\n",
        "123456789?x=1",
        "me"
      })
  void whatIsNoNumber_isNone(String text) {
    assertEquals(Optional.empty(), MeetingId.parse(text));
  }

  @Test
  void textOfManyBlanks_isReadUpToALimit() {
    assertEquals(Optional.of("123456789"), digits("1" + " ".repeat(51) + "23456789"));
    assertEquals(Optional.empty(), digits("1" + " ".repeat(52) + "23456789"));
  }

  private static Optional<String> digits(String text) {
    return MeetingId.parse(text).map(MeetingId::digits);
  }

  @Test
  void aMeeting_isEqualToItselfHoweverWritten() {
    MeetingId one = MeetingId.parse("123 456 789").orElseThrow();
    MeetingId same = MeetingId.parse("123456789").orElseThrow();
    assertEquals(one, same);
    assertEquals(one.hashCode(), same.hashCode());
    assertNotEquals(one, MeetingId.parse("987654321").orElseThrow());
    assertEquals("123456789", one.toString());
  }
}
