package io.latchkey.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Every secret of the tests, each unique, to look for where none may be. */
final class Canaries {

  private Canaries() {}

  /** The secrets that {@code text} holds, plain or encoded. */
  static List<String> in(String text) {
    List<String> found = new ArrayList<>();
    for (String secret : all().toList()) {
      if (spellings(secret).anyMatch(text::contains)) {
        found.add(secret);
      }
    }
    return found;
  }

  private static Stream<String> all() {
    Stream<String> configured =
        Stream.concat(
            Stream.of(World.CALLBACK_TOKEN, World.OLD_CALLBACK_TOKEN),
            World.zoom().accounts().stream().map(account -> account.clientSecret()));
    Stream<String> issued =
        World.zoom().accounts().stream().flatMap(account -> account.issued().stream());
    return Stream.concat(configured, issued);
  }

  private static Stream<String> spellings(String secret) {
    return Stream.of(
        secret,
        URLEncoder.encode(secret, UTF_8),
        Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(UTF_8)),
        secret.substring(secret.length() / 2));
  }
}
