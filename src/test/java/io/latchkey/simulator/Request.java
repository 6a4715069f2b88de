package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One HTTP request as it came. Names of headers are in lower case. */
record Request(String method, String target, Map<String, String> headers, String body) {

  /**
   * Reads the next request of a connection; empty if the connection was closed before one. The body
   * must have a {@code Content-Length}; chunks are not read.
   */
  static Optional<Request> read(InputStream in) throws IOException {
    String line = line(in);
    if (line.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = line.split(" ", 3);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("cut request");
    }
    return Optional.of(new Request(parts[0], parts[1], headers, new String(body, UTF_8)));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
      line.append((char) read);
    }
    // Each char was one byte; together they may be UTF-8.
    return new String(line.toString().getBytes(ISO_8859_1), UTF_8).stripTrailing();
  }

  /** Returns the path without the query, still percent-encoded. */
  String path() {
    return target.split("\\?", 2)[0];
  }

  /** Returns the parameters of the query, decoded. */
  Map<String, String> query() {
    String[] parts = target.split("\\?", 2);
    return form(parts.length < 2 ? "" : parts[1]);
  }

  /** Returns the parameters of a form, decoded. */
  static Map<String, String> form(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      String[] parts = pair.split("=", 2);
      if (!parts[0].isEmpty()) {
        parameters.put(
            URLDecoder.decode(parts[0], UTF_8),
            parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
      }
    }
    return parameters;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
