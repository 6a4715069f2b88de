package io.latchkey.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** As much of HTTP/1.1 as a load needs. */
final class HttpWire {

  private static final int TO_ANSWER_MS = 10_000;

  private HttpWire() {}

  /** A connection that a server which hangs does not hold up for ever. */
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
