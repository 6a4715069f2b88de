package io.latchkey.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** The part of HTTP/1.1 that the loads need. */
final class HttpWire {

  private static final int TO_ANSWER_MS = 10_000;

  private HttpWire() {}

  /**
   * Opens a connection. Connecting and each read fail after ten seconds, so that a server that
   * hangs does not block the load.
   */
  static Socket connect(URI server) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout(TO_ANSWER_MS);
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), TO_ANSWER_MS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  static byte[] get(URI url) {
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return ("GET " + url.getRawPath() + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  /**
   * Reads one answer. Returns whether the server keeps the connection open; Payara closes each
   * after some hundred requests. Understands only bodies with a {@code Content-Length}.
   *
   * @throws IOException if the status is not 200, or the answer is not complete
   */
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
