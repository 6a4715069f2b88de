package io.latchkey.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.caller.SignedTexts;
import io.latchkey.consent.ConsentOutcome;
import io.latchkey.secret.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the last attempt ended, as the page after it shows it. It is signed, so that nobody else can
 * make our page say something. Immutable.
 *
 * @param seen the user at Zoom, as far as a page may show it; null if it is not known
 */
record PageResult(ConsentOutcome outcome, @Nullable String seen) {

  private static final String PREFIX = "lr1";

  String signed(SignedTexts texts) {
    String content = outcome.text() + " " + (seen == null ? "" : seen);
    return texts.sign(PREFIX, content.getBytes(UTF_8)).reveal();
  }

  static Optional<PageResult> read(SignedTexts texts, @Nullable String signed) {
    return Optional.ofNullable(signed)
        .flatMap(text -> texts.read(PREFIX, Secret.of(text)))
        .map(content -> new String(content, UTF_8).split(" ", 2))
        .filter(words -> words.length == 2)
        .flatMap(
            words ->
                ConsentOutcome.of(words[0])
                    .map(outcome -> new PageResult(outcome, words[1].isEmpty() ? null : words[1])));
  }
}
