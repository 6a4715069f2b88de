package io.latchkey.command;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.latchkey.caller.HmacKey;
import io.latchkey.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what both commands get: the file of the key, and fields. */
final class CommandLine {

  private CommandLine() {}

  /**
   * Reads the first key in the file, which is the one that signs.
   *
   * @throws IllegalArgumentException if it is none
   */
  static HmacKey key(Path file) throws IOException {
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
   * @throws IllegalArgumentException if a word has another form, or a name stands twice
   */
  static Map<String, String> fields(List<String> words, Collection<String> known) {
    Map<String, String> fields = new HashMap<>();
    for (String[] field : words.stream().map(word -> word.split("=", 2)).toList()) {
      if (field.length < 2 || fields.put(field[0], field[1]) != null) {
        throw new IllegalArgumentException(
            "Each field stands once, as name=value: " + known.stream().sorted().toList());
      }
    }
    return fields;
  }
}
