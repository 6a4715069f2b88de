package io.latchkey.mishap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what was tried into {@code docs/mishaps.md}, between two marks. */
final class MishapsTable {

  private static final String BEGIN = "<!-- Mishaps writes this -->\n";
  private static final String IMPOSSIBLE = "–";
  private static final String END = "<!-- until here -->\n";

  /** What one server showed: the cell of the table, and the sentence. */
  private record Cell(String text, String sentence) {}

  private final Map<String, Map<SupportedServer, Cell>> rows = new LinkedHashMap<>();
  private final List<SupportedServer> servers;

  MishapsTable(List<SupportedServer> servers) {
    this.servers = servers;
  }

  void addImpossible(String mishap, SupportedServer server) {
    row(mishap).put(server, new Cell(IMPOSSIBLE, ""));
  }

  void add(String mishap, SupportedServer server, RealServer.Verdict verdict) {
    String time =
        String.format(Locale.ROOT, "%.1f s", verdict.outcome().took().toMillis() / 1000.0);
    String wrong = String.join("; ", verdict.faults()).replace("\n", " ").replace("|", "\\|");
    row(mishap)
        .put(
            server,
            new Cell(wrong.isEmpty() ? time : time + ", **" + wrong + "**", verdict.sentence()));
  }

  private Map<SupportedServer, Cell> row(String mishap) {
    return rows.computeIfAbsent(mishap, name -> new EnumMap<>(SupportedServer.class));
  }

  void write(Path document) throws IOException {
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    Files.writeString(
        document,
        text.substring(0, begin)
            + "\n"
            + times()
            + "\n"
            + sentences()
            + "\n"
            + text.substring(text.indexOf(END)),
        UTF_8);
  }

  private String times() {
    StringBuilder table = new StringBuilder("| mishap |");
    servers.forEach(server -> table.append(' ').append(server.title()).append(" |"));
    table.append("\n|---").append("|---".repeat(servers.size())).append("|\n");
    rows.forEach(
        (mishap, cells) -> {
          table.append("| ").append(mishap).append(" |");
          servers.forEach(server -> table.append(' ').append(cells.get(server).text).append(" |"));
          table.append('\n');
        });
    return table.toString();
  }

  private String sentences() {
    StringBuilder table =
        new StringBuilder("| mishap | what the script says | on |\n|---|---|---|\n");
    rows.forEach(
        (mishap, cells) ->
            bySentence(cells)
                .forEach(
                    (sentence, saidBy) ->
                        table.append("| %s | `%s` | %s |\n".formatted(mishap, sentence, saidBy))));
    return table.toString();
  }

  /** Returns the names of the servers for each sentence that they have said. */
  private static Map<String, String> bySentence(Map<SupportedServer, Cell> cells) {
    Map<String, String> servers = new LinkedHashMap<>();
    cells.forEach(
        (server, cell) -> {
          if (!cell.sentence.isEmpty()) {
            servers.merge(cell.sentence, server.title(), (some, more) -> some + ", " + more);
          }
        });
    long possible = cells.values().stream().filter(cell -> !cell.text.equals(IMPOSSIBLE)).count();
    if (servers.size() == 1 && possible > 2) {
      servers.replaceAll((sentence, names) -> "each");
    }
    return servers;
  }
}
