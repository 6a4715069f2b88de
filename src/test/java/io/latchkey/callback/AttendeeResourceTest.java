package io.latchkey.callback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.latchkey.account.MeetingId;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttendeeResourceTest {

  @ParameterizedTest
  @CsvSource({
    "https://zoom.us/j/123456789, 123456789",
    "https://us02web.zoom.us/j/12345678901?pwd=x, 12345678901",
    "https://example.zoom.us/s/12345678901/, 12345678901",
    "https://app.zoom.us/wc/12345678901/join?x=1, 12345678901",
    "https://app.zoom.us/wc/join/12345678901#success, 12345678901",
    "https://us02web.zoom.us/w/81234567890?tk=x, 81234567890",
    "https://zoom.us/j/812%203456%207890, 81234567890",
    "https://zoom.us/j/812-3456-7890?pwd=1, 81234567890",
    "zoom.us/j/81234567890, 81234567890",
    "' https://us06web.zoom.us/webinar/register/81234567890/x ', 81234567890",
    "https://zoom.us/launch/jc/81234567890, 81234567890"
  })
  void meeting_isTheNumberInTheLink(String url, String number) {
    assertEquals(Optional.of(number), AttendeeResource.meeting(url).map(MeetingId::digits));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://zoom.us/my/anna",
        "https://zoom.us/j/12345",
        "https://zoom.us/j/1234567890123456",
        "https://zoom.us/?j=123456789",
        "https://zoom.us/my/anna2024/123456789",
        "https://us02web.zoom.us"
      })
  void meeting_ofAnotherLink_isUnknown(String url) {
    assertEquals(Optional.empty(), AttendeeResource.meeting(url));
  }
}
