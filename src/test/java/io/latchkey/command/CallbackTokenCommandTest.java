package io.latchkey.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallbackTokenCommandTest {

  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  @TempDir private Path directory;
  private Path key;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void writeKey() throws IOException {
    key = Files.writeString(directory.resolve("key"), KEY + ",other\n");
  }

  private int run(String... words) {
    List<String> arguments = new ArrayList<>(List.of(key.toString()));
    arguments.addAll(List.of(words));
    return CallbackTokenCommand.run(
        arguments, new PrintStream(output, true, UTF_8), new PrintStream(errors, true, UTF_8));
  }

  @Test
  void token_isPrintedAloneInALine() {
    assertEquals(0, run("caller=recall", "kinds=zak,obf", "user=anna@example.com"));
    assertTrue(output.toString(UTF_8).matches("lk1\\.[\\w-]+\\.[\\w-]{43}\\R"));
    assertEquals("", errors.toString(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "caller=recall|kinds must be",
        "caller=recall kinds=zac|kinds must be",
        "caller=recall kinds=zak kinds=obf|Each field stands once",
        "caller=recall kinds|Each field stands once",
        "caller=recall kinds=zak usr=x|There is no field usr. The fields are account, caller",
        "|Usage"
      })
  void wrongWords_areToldAndNothingPrinted(String words, String said) {
    assertEquals(1, words == null ? run() : run(words.split(" ")));
    assertEquals("", output.toString(UTF_8));
    assertTrue(errors.toString(UTF_8).contains(said), errors::toString);
  }

  @Test
  void keyThatIsNone_isNotShown() throws IOException {
    Files.writeString(key, "secret-but-short");
    assertEquals(1, run("caller=recall", "kinds=zak"));
    assertTrue(errors.toString(UTF_8).contains("Base64"));
    assertFalse(errors.toString(UTF_8).contains("secret-but"));
    Files.delete(key);
    assertEquals(1, run("caller=recall", "kinds=zak"));
    assertTrue(errors.toString(UTF_8).contains("cannot be read"));
  }
}
