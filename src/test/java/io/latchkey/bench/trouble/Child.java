package io.latchkey.bench.trouble;

import io.latchkey.bench.ClassPath;
import io.latchkey.database.DatabasePlace;
import io.latchkey.grant.GrantId;
import io.latchkey.simulator.ZoomSimulator;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that refreshes grants: {@code io.latchkey.grant.GrantInstance}.
 *
 * @param out what it says
 */
record Child(Process process, BufferedReader out) {

  static Child start(
      List<String> options,
      String name,
      DatabasePlace place,
      ZoomSimulator zoom,
      List<GrantId> grants)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.addAll(options);
    command.addAll(List.of("-cp", ClassPath.text()));
    command.add("io.latchkey.grant.GrantInstance");
    command.add(name);
    command.add(
        place instanceof DatabasePlace.PostgreSql server
            ? server.url()
            : ((DatabasePlace.Embedded) place).directory().toString());
    command.add(zoom.url().toString());
    grants.forEach(grant -> command.add(grant.value()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(new File("target/troubles.log")))
            .start();
    return new Child(
        process,
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
  }

  /** Waits until it has said a line. */
  void await(String wanted) throws IOException {
    for (String line = out.readLine(); !wanted.equals(line); line = out.readLine()) {
      if (line == null) {
        throw new IOException("the process ended before it said " + wanted);
      }
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (status != 0) {
      throw new IOException("kill: " + status);
    }
  }

  /** Kills it, and waits until it is gone. What it has said can still be read. */
  void kill() throws InterruptedException {
    // Not Process.destroyForcibly, which closes the stream.
    process.toHandle().destroyForcibly();
    process.waitFor();
  }
}
