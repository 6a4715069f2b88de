package io.latchkey.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;

/** Names an instance that the configuration does not name. */
final class InstanceName {

  private InstanceName() {}

  /** Returns host name and start time, and some digits for several instances on one host. */
  static String ofThisProcess() {
    return "%s-%s-%04x"
        .formatted(
            hostName(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            ThreadLocalRandom.current().nextInt(0x10000));
  }

  private static String hostName() {
    try {
      String name = InetAddress.getLocalHost().getHostName();
      return name.length() > 80 ? name.substring(0, 80) : name;
    } catch (UnknownHostException unnamed) {
      return "host";
    }
  }
}
