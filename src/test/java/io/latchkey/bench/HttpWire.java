package io.latchkey.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** As much of HTTP/1.1 as a load needs. */
final class HttpWire {

  private HttpWire() {}

  static byte[] get(URI url) {
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return ("GET " + url.getRawPath() + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  /** Whether the server keeps the connection; Payara closes each after some hundred requests. */
  static boolean readAnswer(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered " + status);
    }
    int length = 0;
    boolean keeps = true;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
      keeps &= !header.equalsIgnoreCase("connection: close");
    }
    in.skipNBytes(length);
    return keeps;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new EOFException();
      }
      if (read != '\r') {
        line.append((char) read);
      }
    }
    return line.toString();
  }
}
