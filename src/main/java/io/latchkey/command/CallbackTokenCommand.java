package io.latchkey.command;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.latchkey.caller.HmacKey;
import io.latchkey.caller.NewSignedTokenFields;
import io.latchkey.caller.SignedTokens;
import io.latchkey.secret.Secret;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints a signed callback token. The arguments are {@code <file of the key> caller=recall
 * kinds=zak …}, with the fields of {@link NewSignedTokenFields}. {@code
 * server-config/callback-token} runs this class from the WAR.
 */
public final class CallbackTokenCommand {

  private CallbackTokenCommand() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  /**
   * Runs the command.
   *
   * @return the exit status: 0, or 1 if there is no token; then {@code errors} gets the reason
   */
  static int run(List<String> arguments, PrintStream output, PrintStream errors) {
    if (arguments.size() < 2) {
      errors.println(
          "Usage: callback-token <WAR> <file of latchkey.signed-url.key> caller=NAME kinds=zak[,obf,join-token]"
              + " [account=NAME] [user=USER|grant=REFERENCE] [meeting_id=NUMBER] [expires_in=SECONDS]");
      return 1;
    }
    try {
      SignedTokens tokens = new SignedTokens(List.of(key(Path.of(arguments.get(0)))));
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      Map<String, String> fields = fields(arguments.subList(1, arguments.size()));
      output.println(tokens.make(NewSignedTokenFields.read(fields, now)).reveal());
      return 0;
    } catch (IOException e) {
      errors.println("The file of the key cannot be read.");
    } catch (IllegalArgumentException e) {
      errors.println(e.getMessage());
    }
    return 1;
  }

  /** Reads the first key in the file, which is the one that signs. */
  private static HmacKey key(Path file) throws IOException {
    String first = Files.readString(file, US_ASCII).strip().split(",", 2)[0];
    return HmacKey.parse(Secret.of(first))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The file must hold Base64 of at least 24 bytes, or several with commas between: the first signs."));
  }

  private static Map<String, String> fields(List<String> words) {
    Map<String, String> fields = new HashMap<>();
    for (String[] field : words.stream().map(word -> word.split("=", 2)).toList()) {
      if (field.length < 2 || fields.put(field[0], field[1]) != null) {
        throw new IllegalArgumentException(
            "Each field stands once, as name=value: "
                + Arrays.toString(NewSignedTokenFields.FIELDS.stream().sorted().toArray()));
      }
    }
    return fields;
  }
}
