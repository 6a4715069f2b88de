package io.latchkey.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.simulator.ZoomSimulator;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks for the secrets of the tests where they must not be. It finds pieces of twelve characters:
 * plain, percent-encoded, in Base64 or in hex. Each secret is unique.
 */
public final class Canaries {

  private static final int PIECE = 12;

  private final Set<String> pieces = new HashSet<>();

  private Canaries(Stream<String> secrets) {
    secrets.forEach(
        secret ->
            spellings(secret)
                .forEach(
                    spelling -> {
                      for (int i = 0; i + PIECE <= spelling.length(); i++) {
                        pieces.add(spelling.substring(i, i + PIECE));
                      }
                    }));
  }

  /**
   * Returns the secrets of a simulated Zoom, including the tokens that it has issued so far, and
   * these callback tokens.
   *
   * @param callbackTokens callback tokens or other secrets
   */
  public static Canaries of(ZoomSimulator zoom, String... callbackTokens) {
    Stream<String> configured =
        Stream.concat(
            Stream.of(callbackTokens),
            zoom.accounts().stream().map(account -> account.clientSecret()));
    Stream<String> issued = zoom.accounts().stream().flatMap(account -> account.issued().stream());
    return new Canaries(Stream.concat(configured, issued));
  }

  /** Returns the secrets of {@link World}. */
  static Canaries ofTheWorld() {
    return of(World.zoom(), World.CALLBACK_TOKEN, World.OLD_CALLBACK_TOKEN, World.OPERATOR_TOKEN);
  }

  /** Returns the pieces of secrets of {@link World} that {@code text} holds. */
  static List<String> in(String text) {
    return ofTheWorld().found(text);
  }

  /** Returns the pieces of secrets that {@code text} holds; empty if it holds none of them. */
  public List<String> found(String text) {
    Set<String> found = new LinkedHashSet<>();
    for (int i = 0; i + PIECE <= text.length(); i++) {
      String piece = text.substring(i, i + PIECE);
      if (pieces.contains(piece)) {
        found.add(piece);
      }
    }
    return List.copyOf(found);
  }

  /**
   * Returns each form in which a secret may be written. Base64 has three forms, since a secret may
   * begin at any place in the encoded text.
   */
  private static Stream<String> spellings(String secret) {
    byte[] bytes = secret.getBytes(UTF_8);
    Stream<String> base64 =
        Stream.of("", " ", "  ")
            .map(before -> (before + secret).getBytes(UTF_8))
            .map(shifted -> Base64.getEncoder().withoutPadding().encodeToString(shifted))
            // The characters at both ends depend on the text around the secret.
            .map(encoded -> encoded.substring(4, encoded.length() - 2));
    String hex = HexFormat.of().formatHex(bytes);
    return Stream.concat(
        Stream.of(secret, URLEncoder.encode(secret, UTF_8), hex, hex.toUpperCase(Locale.ROOT)),
        base64);
  }
}
