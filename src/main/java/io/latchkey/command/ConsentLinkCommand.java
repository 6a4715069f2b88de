package io.latchkey.command;

import io.latchkey.caller.HmacKey;
import io.latchkey.caller.SignedTexts;
import io.latchkey.consent.ConsentLink;
import io.latchkey.consent.NewConsentLinkFields;
import io.latchkey.consent.ReturnUrls;
import io.latchkey.consent.UserLinkContent;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prints a consent link. The arguments are {@code <file of the key> public_url=https://…
 * account=crm reference=4711 …}, with the fields of {@link NewConsentLinkFields}. {@code
 * server-config/consent-link} runs this class from the WAR.
 */
public final class ConsentLinkCommand {

  private static final String PUBLIC_URL = "public_url";
  private static final Duration WEEK = Duration.ofDays(7);

  private static final String USAGE =
      "Usage: consent-link <WAR> <file of latchkey.signed-url.key> public_url=https://… account=NAME"
          + " [reference=KEY] [expected_email=ADDRESS] [expected_zoom_account=ID]"
          + " [return_url=https://…] [expires=P7D]";

  private ConsentLinkCommand() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  /**
   * Runs the command.
   *
   * @return the exit status: 0, or 1 if there is no link; then {@code errors} gets the reason
   */
  static int run(List<String> arguments, PrintStream output, PrintStream errors) {
    return CommandLine.run(arguments, USAGE, known(), ConsentLinkCommand::url, output, errors);
  }

  private static List<String> known() {
    List<String> known = new ArrayList<>(NewConsentLinkFields.FIELDS);
    known.add(PUBLIC_URL);
    return known;
  }

  private static String url(HmacKey key, Map<String, String> fields) {
    String publicUrl = fields.getOrDefault(PUBLIC_URL, "").replaceAll("/+$", "");
    if (!publicUrl.matches("https?://[\\x21-\\x7e&&[^?#]]+")) {
      throw new IllegalArgumentException(
          "public_url must be what latchkey.public-url is, such as https://bots.example.com/latchkey");
    }
    fields.remove(PUBLIC_URL);
    ConsentLink link =
        NewConsentLinkFields.read(fields, WEEK, ConsentLinkCommand::returnUrl, Instant.now());
    return publicUrl
        + "/connect?t="
        + UserLinkContent.signed(link, new SignedTexts(List.of(key))).reveal();
  }

  /** Whether it is allowed is judged when the link is used. */
  private static Optional<URI> returnUrl(String text) {
    try {
      URI url = new URI(text);
      URI server = new URI(url.getScheme(), null, url.getHost(), url.getPort(), null, null, null);
      return new ReturnUrls(List.of(server)).allowed(text);
    } catch (URISyntaxException noUrl) {
      return Optional.empty();
    }
  }
}
