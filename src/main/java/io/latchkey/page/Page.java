package io.latchkey.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * The frame of all pages: one style sheet and at most one script, both inside the page, and a
 * content security policy that admits nothing else.
 *
 * @see <a href="https://www.w3.org/TR/CSP3/">W3C: Content Security Policy</a>
 */
public final class Page {

  private static final String STYLE = read("page.css");
  private static final String SCRIPT = read("page.js");
  private static final Html SCRIPT_ELEMENT = Html.element("script", Html.verbatim(SCRIPT));

  private static final String STYLE_ALONE =
      "default-src 'none'; style-src 'sha256-%s'; img-src data:; frame-ancestors 'none';"
              .formatted(sha256(STYLE))
          + " base-uri 'none'; ";

  /** The {@code Content-Security-Policy} of a page with the script. */
  static final String POLICY =
      STYLE_ALONE
          + "script-src 'sha256-%s'; connect-src 'self'; form-action 'self'"
              .formatted(sha256(SCRIPT));

  private Page() {}

  /** Returns a document with the script. */
  public static String of(String title, Html body) {
    return of(title, "body", body, SCRIPT_ELEMENT);
  }

  /** Returns a document without any script. */
  public static String withoutScript(String title, Html body) {
    return of(title, "body", body, Html.NOTHING);
  }

  /**
   * Returns the policy of a page without a script.
   *
   * @param formTargets origins that a form of the page may lead to, beside our own
   */
  static String policyWithoutScript(Collection<String> formTargets) {
    return STYLE_ALONE
        + Stream.concat(Stream.of("form-action 'self'"), formTargets.stream())
            .collect(joining(" "));
  }

  /**
   * Returns a document that refreshes itself.
   *
   * @param every the time between two refreshes
   */
  public static String live(String title, Duration every, Html body) {
    return of(title, "body" + Html.attribute("data-every", every.toMillis()), body, SCRIPT_ELEMENT);
  }

  private static String of(String title, String bodyTag, Html body, Html script) {
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
        + Html.element("html lang=\"en\"", head, Html.element(bodyTag, body, script));
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
