package io.latchkey.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an answer goes wrong. The factories make one fault each; {@link #with} adds a header, {@link
 * #after} a delay.
 *
 * @param status replaces the status; 0 keeps that of the answer
 * @param body replaces the body; null keeps that of the answer
 * @param headers headers that are added
 * @param delay time before Zoom looks at the request
 * @param late time between Zoom's work, such as a rotation, and the first byte
 * @param perByte time between two bytes
 * @param breaks where the connection breaks
 */
public record Fault(
    int status,
    String body,
    Map<String, String> headers,
    Duration delay,
    Duration late,
    Duration perByte,
    Break breaks) {

  /** Where a connection breaks. */
  public enum Break {
    NOWHERE,
    /** Reset before Zoom looks at the request. In all other cases Zoom does its work. */
    RESET_UNREAD,
    /** Reset before the first byte. */
    RESET_BEFORE,
    /** Reset within the headers. */
    RESET_IN_HEADERS,
    /** Reset within the body. */
    RESET_IN_BODY,
    /** Closed in order within the body. */
    CUT_BODY,
    /** Closed in order before the first byte. */
    CLOSE_BEFORE,
    /** Neither answers nor closes the connection. */
    HANG
  }

  private static final Fault NONE =
      new Fault(0, null, Map.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, Break.NOWHERE);

  public static Fault answer(int status, String body) {
    return new Fault(
        status, body, Map.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, Break.NOWHERE);
  }

  /** Replaces the body and keeps the status of Zoom. */
  public static Fault body(String body) {
    return answer(0, body);
  }

  public static Fault delay(Duration delay) {
    return new Fault(0, null, Map.of(), delay, Duration.ZERO, Duration.ZERO, Break.NOWHERE);
  }

  /** Lets Zoom do its work at once, and its answer come late. */
  public static Fault late(Duration time) {
    return new Fault(0, null, Map.of(), Duration.ZERO, time, Duration.ZERO, Break.NOWHERE);
  }

  public static Fault drip(Duration perByte) {
    return new Fault(0, null, Map.of(), Duration.ZERO, Duration.ZERO, perByte, Break.NOWHERE);
  }

  public static Fault breaks(Break where) {
    return new Fault(0, null, Map.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, where);
  }

  public static Fault redirect(int status, String location) {
    return answer(status, "").with("Location", location);
  }

  public Fault with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Fault(status, body, more, delay, late, perByte, breaks);
  }

  /** Returns the same fault, with this time before Zoom looks at the request. */
  public Fault after(Duration time) {
    return new Fault(status, body, headers, time, late, perByte, breaks);
  }

  /** Makes a fault from the parameters of a request to {@link ControlRoutes}. */
  static Fault of(Map<String, String> query) {
    Fault fault =
        new Fault(
            Integer.parseInt(query.getOrDefault("status", "0")),
            query.get("body"),
            Map.of(),
            Duration.parse(query.getOrDefault("delay", "PT0S")),
            Duration.parse(query.getOrDefault("late", "PT0S")),
            Duration.parse(query.getOrDefault("per-byte", "PT0S")),
            Break.valueOf(query.getOrDefault("breaks", "NOWHERE")));
    for (String header :
        new String[] {
          "Retry-After", "Location", "Set-Cookie", "Content-Type", "X-RateLimit-Type"
        }) {
      if (query.containsKey(header)) {
        fault = fault.with(header, query.get(header));
      }
    }
    return fault;
  }

  Answer apply(Answer truth) {
    Answer answer =
        new Answer(
            status == 0 ? truth.status() : status,
            truth.headers(),
            body == null ? truth.body() : body);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }

  static Fault none() {
    return NONE;
  }
}
