package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/**
 * Simulates a bot platform that calls {@code zak_token_url} and {@code obf_token_url} as Meeting
 * BaaS does: by GET, with its own parameters after those of the URL. One of them, {@code extra}, is
 * JSON without any encoding. The answer must be ASCII.
 */
public final class MeetingBaasSimulator {

  private static final String EXTRA = "{\"customer\":\"a&b=c%\",\"token\":\"x\"}";

  /**
   * Asks for a token as for a bot that is about to join, and returns the body of the answer.
   *
   * @param idName {@code bot_id} or {@code bot_uuid}
   */
  public String fetch(URI url, String idName, String bot) throws IOException {
    String target =
        "%s?%s&%s=%s&extra=%s".formatted(url.getRawPath(), url.getRawQuery(), idName, bot, EXTRA);
    String answer = raw(url, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    if (!answer.matches("(?s)HTTP/1\\.1 200 .*")) {
      throw new IOException("Meeting BaaS gives up: " + answer.split("\r\n", 2)[0]);
    }
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    return answer.matches("(?is).*\r\ntransfer-encoding: chunked\r\n.*")
        // The token is expected in one chunk: a line with its length, then the chunk.
        ? body.split("\r\n")[1]
        : body;
  }

  private static String raw(URI url, String head) throws IOException {
    // A plain socket, because java.net.URI refuses such a query.
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
