package io.latchkey.command;

import io.latchkey.caller.NewSignedTokenFields;
import io.latchkey.caller.SignedTokens;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
      SignedTokens tokens = new SignedTokens(List.of(CommandLine.key(Path.of(arguments.get(0)))));
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      Map<String, String> fields =
          CommandLine.fields(arguments.subList(1, arguments.size()), NewSignedTokenFields.FIELDS);
      output.println(tokens.make(NewSignedTokenFields.read(fields, now)).reveal());
      return 0;
    } catch (IOException e) {
      errors.println("The file of the key cannot be read.");
    } catch (IllegalArgumentException e) {
      errors.println(e.getMessage());
    }
    return 1;
  }
}
