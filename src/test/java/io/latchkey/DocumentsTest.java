package io.latchkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the documents: prose is wrapped, and no link between documents is broken. */
class DocumentsTest {

  private static final int WIDTH = 120;
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  private static List<Path> documents() throws IOException {
    try (Stream<Path> ofRoot = Files.list(Path.of("."));
        Stream<Path> docs = Files.walk(Path.of("docs"));
        Stream<Path> config = Files.walk(Path.of("server-config"));
        Stream<Path> findings = Files.walk(Path.of("findings"))) {
      return Stream.of(ofRoot, docs, config, findings)
          .flatMap(files -> files)
          .filter(file -> file.toString().endsWith(".md"))
          .map(Path::normalize)
          .toList();
    }
  }

  /**
   * Returns the lines outside code blocks. Lines of code are copied as they are, so they are not
   * wrapped.
   */
  private static List<String> prose(Path document) {
    try {
      List<String> prose = new ArrayList<>();
      boolean isCode = false;
      for (String line : Files.readAllLines(document)) {
        isCode ^= line.startsWith("```");
        if (!isCode && !line.startsWith("```")) {
          prose.add(line);
        }
      }
      return prose;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void prose_isNoWiderThan120() throws IOException {
    List<String> tooWide = new ArrayList<>();
    for (Path document : documents()) {
      prose(document).stream()
          .filter(line -> line.length() > WIDTH && !line.startsWith("|"))
          // A line without a space outside of code cannot be wrapped.
          .filter(line -> line.strip().replaceAll("`[^`]*`", "").contains(" "))
          .forEach(line -> tooWide.add(document + ": " + line));
    }
    assertEquals(List.of(), tooWide);
  }

  @Test
  void links_leadToFilesAndHeadingsThatAreThere() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> documents = documents();
    assertTrue(documents.size() > 30, documents::toString);
    for (Path document : documents) {
      String text = String.join("\n", prose(document));
      LINK.matcher(text)
          .results()
          .map(link -> link.group(1))
          .filter(link -> !link.startsWith("http") && !link.startsWith("mailto:"))
          .filter(link -> !leadsSomewhere(document, link))
          .forEach(link -> broken.add(document + ": " + link));
    }
    assertEquals(List.of(), broken);
  }

  private static boolean leadsSomewhere(Path document, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    return Files.exists(target) && (parts.length == 1 || hasHeading(target, parts[1]));
  }

  private static boolean hasHeading(Path document, String anchor) {
    return prose(document).stream()
        .filter(line -> line.startsWith("#"))
        .map(DocumentsTest::anchor)
        .anyMatch(anchor::equals);
  }

  /** Returns the anchor that GitHub makes for a heading. */
  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .replaceAll("\\]\\([^)]*\\)", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
