package io.latchkey.command;

import io.latchkey.caller.HmacKey;
import io.latchkey.caller.NewSignedTokenFields;
import io.latchkey.caller.SignedTokens;
import java.io.PrintStream;
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

  private static final String USAGE =
      "Usage: callback-token <WAR> <file of latchkey.signed-url.key> caller=NAME kinds=zak[,obf,join-token]"
          + " [account=NAME] [user=USER|grant=REFERENCE] [meeting_id=NUMBER] [expires_in=SECONDS]";

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
    return CommandLine.run(
        arguments, USAGE, NewSignedTokenFields.FIELDS, CallbackTokenCommand::token, output, errors);
  }

  private static String token(HmacKey key, Map<String, String> fields) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return new SignedTokens(List.of(key)).make(NewSignedTokenFields.read(fields, now)).reveal();
  }
}
