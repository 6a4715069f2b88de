package io.latchkey.mishap;

import java.nio.file.Path;

/** A sentence of a script as the document shows it: the same on each machine. */
final class WrittenSentence {

  private WrittenSentence() {}

  /**
   * Returns the sentence; empty for the lines of a server's log.
   *
   * @param directory the directory that holds the server and what its operators have
   */
  static String of(String said, Path directory) {
    if (said.contains("\n")) {
      return "";
    }
    return said.replace(directory.resolve("home").toString(), "/opt/server")
        .replaceAll(directory + "/attempt-\\d+", "/home/me")
        .replace("/home/me/other-version", "/opt/server")
        .replaceAll(Path.of("server-config").toAbsolutePath() + "/[a-z-]+/", "server-config/…/")
        .replace(System.getProperty("java.home"), "/opt/java")
        .replaceAll("(by|where|that) " + System.getProperty("user.name") + "\\b", "$1 latchkey")
        .replaceAll("choose one of .*,", "choose one of 127.0.0.1 192.0.2.1,")
        .replace("|", "\\|");
  }
}
