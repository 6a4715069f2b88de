package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** An HTTP answer, with headers as Zoom sends them. */
record Answer(int status, Map<String, String> headers, String body) {

  static Answer json(int status, String body) {
    return of(status, "application/json;charset=UTF-8", body);
  }

  static Answer of(int status, String type, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Date", RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    headers.put("Content-Type", type);
    headers.put("x-zm-trackingid", trackingId());
    return new Answer(status, headers, body);
  }

  private static String trackingId() {
    String id = UUID.randomUUID().toString().replace("-", "");
    return "v=2.0;clid=us02;rid=WEB_" + id.toUpperCase(Locale.ROOT);
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body);
  }

  byte[] bytes() {
    return body.getBytes(UTF_8);
  }

  /**
   * Returns the status line and the headers. {@code Content-Length} is that of the whole body, even
   * if a fault cuts the body.
   */
  byte[] head() {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Simulated\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (status != 204) {
      head.append("Content-Length: ").append(bytes().length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }
}
