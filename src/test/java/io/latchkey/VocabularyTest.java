package io.latchkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that {@code docs/vocabulary.md} names only types and packages that are in the code. */
class VocabularyTest {

  private static final Path MAIN = Path.of("src/main/java/io/latchkey");
  private static final Pattern CODE = Pattern.compile("`([A-Za-z.]+)`");

  @Test
  void eachWord_namesTypesAndPackagesThatAreThere() throws IOException {
    Map<String, Path> types = types();
    List<String> missing = new ArrayList<>();
    List<String> named = new ArrayList<>();
    for (String row : Files.readAllLines(Path.of("docs/vocabulary.md"))) {
      String[] columns = row.split("\\|");
      if (columns.length < 4) {
        continue;
      }
      for (MatchResult code : CODE.matcher(columns[3]).results().toList()) {
        named.add(code.group(1));
        if (!isThere(code.group(1), types)) {
          missing.add(code.group(1));
        }
      }
    }
    assertTrue(named.size() > 30, named::toString);
    assertEquals(List.of(), missing);
  }

  /**
   * Returns whether the code has this name: a package, a type, or a type and a word in its source,
   * such as {@code Freshness.RESERVE}.
   */
  private static boolean isThere(String name, Map<String, Path> types) throws IOException {
    String[] parts = name.split("\\.");
    if (!types.containsKey(parts[0])) {
      return Files.isDirectory(MAIN.resolve(name));
    }
    String source = Files.readString(types.get(parts[0]));
    return Arrays.stream(parts)
        .skip(1)
        .allMatch(member -> Pattern.compile("\\b" + member + "\\b").matcher(source).find());
  }

  private static Map<String, Path> types() throws IOException {
    try (Stream<Path> files = Files.walk(MAIN)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""), Function.identity()));
    }
  }
}
