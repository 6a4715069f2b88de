package io.latchkey.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A domain of Payara Server as the configure script has made it. Its copies listen on other ports.
 */
final class DomainTemplate {

  /** A number of four or five digits that is a whole value in {@code domain.xml}. */
  private static final Pattern PORT = Pattern.compile("(?<=\"|=)\\d{4,5}(?=\"|<)");

  private static final String DOMAIN_XML = "config/domain.xml";

  private final Path directory;
  private final Site.Ports ports;

  private DomainTemplate(Path directory, Site.Ports ports) {
    this.directory = directory;
    this.ports = ports;
  }

  /** Copies a domain, which must not be running. */
  static DomainTemplate of(Path domain, Site.Ports ports) throws IOException {
    Path directory = Files.createTempDirectory("latchkey-domain");
    copy(domain, directory);
    return new DomainTemplate(directory, ports);
  }

  void copyTo(Path domain, Site.Ports theirs) throws IOException {
    copy(directory, domain);
    Path file = domain.resolve(DOMAIN_XML);
    Files.writeString(
        file,
        PORT.matcher(Files.readString(file))
            .replaceAll(found -> Integer.toString(port(Integer.parseInt(found.group()), theirs))));
  }

  /**
   * Returns the port of a copy for a port of the template. The ports that the script does not set
   * lie close to the port for management.
   */
  private int port(int port, Site.Ports theirs) {
    if (port == ports.callers()) {
      return theirs.callers();
    }
    if (port == ports.ops()) {
      return theirs.ops();
    }
    return Math.abs(port - ports.admin()) < 100 ? port - ports.admin() + theirs.admin() : port;
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.toList();
    }
    for (Path file : files) {
      Path copy = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(copy);
      } else {
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
