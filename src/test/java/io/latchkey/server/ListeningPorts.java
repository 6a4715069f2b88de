package io.latchkey.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the TCP sockets that a process listens on, in Linux's {@code /proc} (proc(5)). */
public final class ListeningPorts {

  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
  private static final String LISTEN = "0A";

  /** The start of an IPv4 address that is written as IPv6. */
  private static final byte[] MAPPED = HexFormat.of().parseHex("00000000000000000000ffff");

  private ListeningPorts() {}

  public static List<InetSocketAddress> of(ProcessHandle process) throws IOException {
    Set<String> sockets = sockets(process);
    List<InetSocketAddress> listening = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc", "net", table))) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > 9 && fields[3].equals(LISTEN) && sockets.contains(fields[9])) {
          listening.add(address(fields[1]));
        }
      }
    }
    return listening;
  }

  private static Set<String> sockets(ProcessHandle process) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
      for (Path file : files.toList()) {
        if (Files.isSymbolicLink(file)) {
          Matcher socket = SOCKET.matcher(Files.readSymbolicLink(file).toString());
          if (socket.matches()) {
            inodes.add(socket.group(1));
          }
        }
      }
    }
    return inodes;
  }

  /**
   * Parses words of four bytes, then the port: {@code 0100007F:1F90}. The bytes of each word stand
   * in little-endian order, as on x86 and ARM.
   */
  private static InetSocketAddress address(String text) throws IOException {
    int colon = text.indexOf(':');
    byte[] words = HexFormat.of().parseHex(text.substring(0, colon));
    byte[] address = new byte[words.length];
    for (int i = 0; i < words.length; i++) {
      address[i] = words[i - i % 4 + 3 - i % 4];
    }
    return new InetSocketAddress(
        InetAddress.getByAddress(unmapped(address)),
        Integer.parseInt(text.substring(colon + 1), 16));
  }

  private static byte[] unmapped(byte[] address) {
    boolean mapped =
        address.length == 16 && java.util.Arrays.equals(address, 0, 12, MAPPED, 0, MAPPED.length);
    return mapped ? java.util.Arrays.copyOfRange(address, 12, 16) : address;
  }
}
