package io.latchkey.command;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.latchkey.caller.HmacKey;
import io.latchkey.secret.Secret;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The frame of the commands: reads the file of the key and the fields, and prints one line. */
final class CommandLine {

  private CommandLine() {}

  /** Makes the line that a command prints. */
  @FunctionalInterface
  interface Maker {

    /**
     * @throws IllegalArgumentException if a field is wrong; the message says what to do
     */
    String make(HmacKey key, Map<String, String> fields);
  }

  /**
   * Runs a command.
   *
   * @param arguments the file of the key, then fields
   * @param known the names of all fields, for a message
   * @return the exit status: 0, or 1 if nothing was made; then {@code errors} gets the reason
   */
  static int run(
      List<String> arguments,
      String usage,
      Collection<String> known,
      Maker maker,
      PrintStream output,
      PrintStream errors) {
    if (arguments.size() < 2) {
      errors.println(usage);
      return 1;
    }
    try {
      HmacKey key = key(Path.of(arguments.get(0)));
      output.println(maker.make(key, fields(arguments.subList(1, arguments.size()), known)));
      return 0;
    } catch (IOException e) {
      errors.println("The file of the key cannot be read.");
    } catch (IllegalArgumentException e) {
      errors.println(e.getMessage());
    }
    return 1;
  }

  /**
   * Reads the first key in the file, which is the one that signs.
   *
   * @throws IllegalArgumentException if the file holds no key
   */
  private static HmacKey key(Path file) throws IOException {
    String first = Files.readString(file, US_ASCII).strip().split(",", 2)[0];
    return HmacKey.parse(Secret.of(first))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The file must hold Base64 of at least 24 bytes, or several with commas between: the first signs."));
  }

  /**
   * Reads {@code name=value}.
   *
   * @param known the names of all fields, for the message
   * @throws IllegalArgumentException if a word has another form, or a name is unknown or stands
   *     twice
   */
  private static Map<String, String> fields(List<String> words, Collection<String> known) {
    Map<String, String> fields = new HashMap<>();
    for (String[] field : words.stream().map(word -> word.split("=", 2)).toList()) {
      if (field.length < 2 || fields.put(field[0], field[1]) != null) {
        throw new IllegalArgumentException(
            "Each field stands once, as name=value: " + known.stream().sorted().toList());
      }
      if (!known.contains(field[0])) {
        throw new IllegalArgumentException(
            "There is no field %s. The fields are %s."
                .formatted(field[0], String.join(", ", known.stream().sorted().toList())));
      }
    }
    return fields;
  }
}
