package io.latchkey.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/**
 * A bot platform that calls {@code zak_token_url} and {@code obf_token_url} as Meeting BaaS does:
 * by GET, with parameters of its own behind those that are there, of which {@code extra} is JSON
 * that nobody has encoded. The answer is to be ASCII.
 */
public final class MeetingBaasSimulator {

  private static final String EXTRA = "{\"customer\":\"a&b=c%\",\"token\":\"x\"}";

  /**
   * The body of the answer to a bot about to join.
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
        ? body.split("\r\n")[1]
        : body;
  }

  private static String raw(URI url, String head) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
