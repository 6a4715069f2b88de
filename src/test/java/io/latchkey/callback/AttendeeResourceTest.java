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
    "https://app.zoom.us/wc/join/12345678901#success, 12345678901"
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
        "https://zoom.us/?j=123456789"
      })
  void meeting_ofAnotherLink_isUnknown(String url) {
    assertEquals(Optional.empty(), AttendeeResource.meeting(url));
  }
}
