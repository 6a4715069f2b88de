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
 * Every secret of the tests, each unique, to look for where none may be: whole or in pieces of
 * twelve characters, plain, percent-encoded, in Base64 or in hex.
 */
final class Canaries {

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

  /** Of a Zoom, with what it has given out so far, and these callback tokens. */
  static Canaries of(ZoomSimulator zoom, String... callbackTokens) {
    Stream<String> configured =
        Stream.concat(
            Stream.of(callbackTokens),
            zoom.accounts().stream().map(account -> account.clientSecret()));
    Stream<String> issued = zoom.accounts().stream().flatMap(account -> account.issued().stream());
    return new Canaries(Stream.concat(configured, issued));
  }

  /** Of the common world. */
  static Canaries ofTheWorld() {
    return of(World.zoom(), World.CALLBACK_TOKEN, World.OLD_CALLBACK_TOKEN, World.OPERATOR_TOKEN);
  }

  /** The pieces of secrets of the common world that {@code text} holds. */
  static List<String> in(String text) {
    return ofTheWorld().found(text);
  }

  /** The pieces that {@code text} holds. */
  List<String> found(String text) {
    Set<String> found = new LinkedHashSet<>();
    for (int i = 0; i + PIECE <= text.length(); i++) {
      String piece = text.substring(i, i + PIECE);
      if (pieces.contains(piece)) {
        found.add(piece);
      }
    }
    return List.copyOf(found);
  }

  /** Base64 is written thrice, since a secret may begin anywhere in what was encoded. */
  private static Stream<String> spellings(String secret) {
    byte[] bytes = secret.getBytes(UTF_8);
    Stream<String> base64 =
        Stream.of("", " ", "  ")
            .map(before -> (before + secret).getBytes(UTF_8))
            .map(shifted -> Base64.getEncoder().withoutPadding().encodeToString(shifted))
            .map(encoded -> encoded.substring(4, encoded.length() - 2));
    String hex = HexFormat.of().formatHex(bytes);
    return Stream.concat(
        Stream.of(secret, URLEncoder.encode(secret, UTF_8), hex, hex.toUpperCase(Locale.ROOT)),
        base64);
  }
}
