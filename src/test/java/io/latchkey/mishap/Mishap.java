package io.latchkey.mishap;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * A mistake of somebody who sets up a server. The script must end at once, with one sentence that
 * says what to do, and leave nothing behind.
 *
 * @param name the words of {@code docs/mishaps.md}
 * @param isPossible on which servers the mistake can be made
 * @param sentence what the script must say; a regular expression
 * @param preparation makes the mistake
 */
record Mishap(
    String name, Predicate<SupportedServer> isPossible, String sentence, Preparation preparation) {

  interface Preparation {
    void prepare(Attempt attempt) throws IOException;
  }

  private static final String TAKEN =
      ": end what listens there, or choose another, as in [A-Z_]*PORT=\\d+ .*/\\w+ …";
  private static final String NO_JAVA =
      ".* needs Java (17|21) or newer, and .*java does not run: set JAVA_HOME to the directory that holds bin/java\\.";
  private static final String NO_SERVER =
      "There is no .*: (correct PAYARA_MICRO, or run 'mvn package' first|name .*)\\.";

  static final List<Mishap> ALL =
      List.of(
          everywhere(
              "the port for callers is taken",
              "Port \\d+ is taken \\(PORT\\)" + TAKEN,
              attempt -> attempt.take("PORT")),
          new Mishap(
              "the port for operations is taken",
              server -> server.ports().contains("OPS_PORT"),
              "Port \\d+ is taken \\(OPS_PORT\\)" + TAKEN,
              attempt -> attempt.take("OPS_PORT")),
          new Mishap(
              "the port for management is taken",
              server -> server.ports().contains("ADMIN_PORT"),
              "Port \\d+ is taken \\(ADMIN_PORT\\)" + TAKEN,
              attempt -> attempt.take("ADMIN_PORT")),
          new Mishap(
              "a port is taken that a new domain needs while it is made",
              SupportedServer::hasDomain,
              "Port \\d+ is taken, which a new domain needs while it is made \\(ADMIN_PORT - 48 \\+ 86\\)"
                  + TAKEN,
              attempt -> attempt.take(attempt.port("ADMIN_PORT") - 48 + 86)),
          everywhere(
              "two listeners have the same port",
              "(OPS|ADMIN)_PORT=\\d+ is the port of another listener of Latchkey: choose another, as in .*",
              attempt -> attempt.set(last(attempt), Integer.toString(attempt.port("PORT")))),
          everywhere(
              "the port is no number",
              "PORT must be a number from 1 to 65535: http",
              attempt -> attempt.set("PORT", "http")),
          everywhere(
              "the address is a name",
              "ADDRESS must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all: localhost",
              attempt -> attempt.set("ADDRESS", "localhost")),
          everywhere(
              "the address belongs to another machine",
              "ADDRESS=203.0.113.7 is no address of this machine: choose one of .*, or 0.0.0.0 for all\\.",
              attempt -> attempt.set("ADDRESS", "203.0.113.7")),
          everywhere(
              "Java is too old",
              ".* needs Java (17|21) or newer, and .*java is Java 1[17]: set JAVA_HOME to a newer one\\.",
              Attempt::useOldJava),
          everywhere(
              "`JAVA_HOME` is mistyped",
              NO_JAVA,
              attempt ->
                  attempt.set("JAVA_HOME", attempt.scratch().resolve("mistyped").toString())),
          everywhere(
              "there is no Java",
              NO_JAVA,
              attempt -> {
                attempt.unset("JAVA_HOME");
                attempt.set("PATH", attempt.pathWithoutJava());
              }),
          everywhere(
              "the server has a version that is not supported",
              ".* is not [A-Z][A-Za-z ]+ \\d+( or \\d| or newer)?(, but 5[.0]*)?: name .*",
              attempt -> attempt.useOtherVersion("5")),
          everywhere(
              "the path of the server is mistyped",
              NO_SERVER,
              attempt -> attempt.takeHome(attempt.scratch().resolve("mistyped"))),
          new Mishap(
              "the WAR is not built",
              SupportedServer::isPayaraMicro,
              "There is no .*: (correct LATCHKEY_WAR, or )?run 'mvn package' first\\.",
              attempt ->
                  attempt.set(
                      "LATCHKEY_WAR", attempt.scratch().resolve("mistyped.war").toString())),
          everywhere(
              "the file of keys (on Payara Micro: the directory of secrets) is not there",
              "There is no file of keys .*: see README.md beside this script\\.|SECRETS=.* is no directory that .* can read: .*",
              attempt -> attempt.takeKeys(attempt.scratch().resolve("nowhere"))),
          everywhere(
              "the file of keys (on Payara Micro: of one key) cannot be read",
              ".* cannot be read by .*: run this as its owner, or hand the file over with chown\\.",
              attempt -> attempt.lock(attempt.keyFile())),
          new Mishap(
              "a key is misspelt",
              SupportedServer::isConfigured,
              ".*, line 1: latchkey.zoom.client-secert is no key of Latchkey: correct it, .*",
              attempt -> attempt.writeKeys("latchkey.zoom.client-secert=s3cr3t\n")),
          everywhere(
              "the directory for what the server writes is another user's",
              ".* cannot be written by .*: run this as the owner of that directory, or name another in [A-Z_]+\\.",
              attempt ->
                  attempt.set(
                      attempt.server().dataVariable(),
                      attempt
                          .lock(attempt.scratch().resolve("data"))
                          .resolve("of-latchkey")
                          .toString())),
          everywhere(
              "there is no directory for temporary files",
              "(There is no directory|No directory can be made in) .*: (name one in TMPDIR|set TMPDIR to a directory where .* may write)\\.",
              attempt -> attempt.set("TMPDIR", attempt.scratch().resolve("nowhere").toString())));

  private static Mishap everywhere(String name, String sentence, Preparation preparation) {
    return new Mishap(name, server -> true, sentence, preparation);
  }

  private static String last(Attempt attempt) {
    List<String> ports = attempt.server().ports();
    return ports.get(ports.size() - 1);
  }
}
