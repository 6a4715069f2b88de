package io.latchkey.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Compares what is written about the configuration keys with their declarations in {@link
 * ConfigurationKeys}.
 */
class ConfigurationKeysTest {

  private static final Path DOCUMENT = Path.of("docs/configuration.md");
  private static final Path PROPERTIES =
      Path.of("src/main/resources/META-INF/microprofile-config.properties");
  private static final Path SCRIPT = Path.of("server-config/keys.sh");

  @Test
  void eachKey_isDeclaredOnce() {
    List<String> names = ConfigurationKeys.ALL.stream().map(ConfigurationKey::name).toList();
    assertEquals(names.size(), new HashSet<>(names).size());
  }

  @Test
  void document_hasTheTableOfTheDeclarations() throws IOException {
    String table =
        ConfigurationKeys.ALL.stream()
            .map(ConfigurationKeysTest::row)
            .collect(Collectors.joining("\n"));
    String document = Files.readString(DOCUMENT);
    assertTrue(
        ("\n" + document + "\n").contains("\n" + table + "\n"),
        () -> "paste into " + DOCUMENT + ":\n" + table);
    assertEquals(
        ConfigurationKeys.ALL.size(),
        document.lines().filter(line -> line.startsWith("| `latchkey.")).count(),
        "a row of a key that is not declared");
  }

  private static String row(ConfigurationKey key) {
    String type =
        key.atLeast().isEmpty()
            ? key.type().text()
            : "%s, %s to %s".formatted(key.type().text(), key.atLeast(), key.atMost());
    String preset = key.defaultValue().isEmpty() ? "" : "`" + key.defaultValue() + "`";
    return "| `%s` | %s | %s | %s |".formatted(key.name(), type, preset, key.meaning());
  }

  /**
   * The file sets each default, except those of keys with a name in them. All other keys stand
   * there as comments.
   */
  @Test
  void propertiesOfTheWar_haveEachKey_withItsDefault() throws IOException {
    List<String> lines = Files.readAllLines(PROPERTIES);
    List<String> missing = new ArrayList<>();
    for (ConfigurationKey key : ConfigurationKeys.ALL) {
      String name = key.nameFor(key.equals(AccessConfigKeys.POOL) ? "rooms" : "recall");
      boolean isSet = !key.defaultValue().isEmpty() && name.equals(key.name());
      String line = isSet ? name + "=" + key.defaultValue() : "# " + name + "=";
      if (lines.stream().noneMatch(each -> isSet ? each.equals(line) : each.startsWith(line))) {
        missing.add(line);
      }
    }
    assertEquals(List.of(), missing, "paste into " + PROPERTIES);
  }

  @Test
  void scriptsKnowEachKey_andNoOther() throws IOException {
    List<String> expected = new ArrayList<>();
    for (ConfigurationKey key : ConfigurationKeys.ALL) {
      expected.add(key.name());
      if (key.equals(ZoomConfigKeys.ACCOUNTS)) {
        ZoomConfigKeys.OF_ACCOUNTS.forEach(each -> expected.add(each.forAccount("<name>").name()));
      }
    }
    Matcher list =
        Pattern.compile("(?s)latchkey_keys='\n(.*?)\n'").matcher(Files.readString(SCRIPT));
    assertTrue(list.find());
    assertEquals(String.join("\n", expected), list.group(1), "paste into " + SCRIPT);
  }
}
