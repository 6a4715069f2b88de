package io.latchkey.bench.instances;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Sets the wall clocks of servers apart, by {@code libfaketime} (Debian's package {@code
 * faketime}): {@code -Dtogether.apart=10} puts that of the first one ten minutes back, and that of
 * the last one ten minutes forward.
 */
final class Clocks {

  private static final int MINUTES = Integer.getInteger("together.apart", 0);
  private static final Path LIBRARY =
      Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

  private Clocks() {}

  /**
   * Returns the environment of a server.
   *
   * @param number of the server, from 1
   */
  static Map<String, String> ofServer(int number) {
    if (MINUTES == 0 || number == 2) {
      return Map.of();
    }
    if (!Files.exists(LIBRARY)) {
      throw new IllegalStateException("Debian's package faketime is missing");
    }
    return Map.of(
        "LD_PRELOAD",
        LIBRARY.toString(),
        "FAKETIME",
        (number == 1 ? "-" : "+") + MINUTES + "m",
        "DONT_FAKE_MONOTONIC",
        "1");
  }
}
