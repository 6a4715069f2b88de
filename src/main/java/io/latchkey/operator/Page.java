package io.latchkey.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;

/**
 * The frame of all pages: one style sheet and one script, both inside the page, and a content
 * security policy that admits nothing else.
 *
 * @see <a href="https://www.w3.org/TR/CSP3/">W3C: Content Security Policy</a>
 */
final class Page {

  private static final String STYLE = read("page.css");
  private static final String SCRIPT = read("page.js");

  /** The value of {@code Content-Security-Policy}. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; connect-src 'self';"
              .formatted(sha256(STYLE), sha256(SCRIPT))
          + " img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  private Page() {}

  static String of(String title, Html body) {
    return of(title, "body", body);
  }

  /**
   * Returns a document that refreshes itself.
   *
   * @param every the time between two refreshes
   */
  static String live(String title, Duration every, Html body) {
    return of(title, "body" + Html.attribute("data-every", every.toMillis()), body);
  }

  private static String of(String title, String bodyTag, Html body) {
    Html head =
        Html.element(
            "head",
            Html.single("meta charset=\"utf-8\""),
            Html.single("meta name=\"viewport\" content=\"width=device-width, initial-scale=1\""),
            Html.single("meta name=\"robots\" content=\"noindex\""),
            Html.single("link rel=\"icon\" href=\"data:,\""),
            Html.element("title", title),
            Html.element("style", Html.verbatim(STYLE)));
    return "<!DOCTYPE html>\n"
        + Html.element(
            "html lang=\"en\"",
            head,
            Html.element(bodyTag, body, Html.element("script", Html.verbatim(SCRIPT))));
  }

  private static String read(String name) {
    try (InputStream file = Page.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
