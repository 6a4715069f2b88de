package io.latchkey.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.caller.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the signature of a request: that of Standard Webhooks, as Recall.ai sends it, under the
 * names {@code webhook-*} or {@code svix-*}; or Attendee's.
 *
 * @see <a href="https://docs.recall.ai/docs/authenticating-requests-from-recallai">Recall.ai:
 *     authenticating requests</a>
 */
final class Signatures {

  /** The names of Standard Webhooks stand behind each of these. */
  private static final List<String> PREFIXES = List.of("webhook-", "svix-");

  private static final String ATTENDEE = "X-Webhook-Signature";

  /** All headers that are read here. */
  static final List<String> HEADERS =
      Stream.concat(
              PREFIXES.stream()
                  .flatMap(
                      prefix ->
                          Stream.of(prefix + "id", prefix + "timestamp", prefix + "signature")),
              Stream.of(ATTENDEE))
          .toList();

  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,256}");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,11}");
  private static final String VERSION = "v1,";
  private static final int MOST = 16;

  private static final int BYTES_OF_HMAC_SHA256 = 32;

  private Signatures() {}

  /**
   * The signature, if there is one.
   *
   * @param header gives a header's value, or null
   * @param body gives the body, and is asked only where the signature decides
   */
  static Optional<Signature> of(Function<String, @Nullable String> header, Supplier<byte[]> body) {
    return standard(header, PREFIXES.get(0), body)
        .or(() -> standard(header, PREFIXES.get(1), body))
        .or(() -> attendee(header, body));
  }

  private static Optional<Signature> standard(
      Function<String, @Nullable String> header, String prefix, Supplier<byte[]> body) {
    String id = value(header, prefix + "id");
    String seconds = value(header, prefix + "timestamp");
    String signatures = value(header, prefix + "signature");
    if (!ID.matcher(id).matches() || !SECONDS.matcher(seconds).matches()) {
      return Optional.empty();
    }
    List<byte[]> codes = new ArrayList<>();
    for (String signature : signatures.split(" ", MOST + 1)) {
      if (signature.startsWith(VERSION) && codes.size() < MOST) {
        decoded(signature.substring(VERSION.length())).ifPresent(codes::add);
      }
    }
    byte[] head = (id + "." + seconds + ".").getBytes(UTF_8);
    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(seconds));
    return Optional.of(Signature.dated(() -> joined(head, body.get()), codes, signedAt, id));
  }

  private static byte[] joined(byte[] head, byte[] body) {
    byte[] joined = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, joined, head.length, body.length);
    return joined;
  }

  /** Of the body as Attendee had it before it wrote it down, which is not as it was sent. */
  private static Optional<Signature> attendee(
      Function<String, @Nullable String> header, Supplier<byte[]> body) {
    return decoded(value(header, ATTENDEE))
        .map(
            code ->
                Signature.undated(
                    () ->
                        CanonicalJson.of(new String(body.get(), UTF_8))
                            .map(text -> text.getBytes(UTF_8)),
                    code));
  }

  private static Optional<byte[]> decoded(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64))
          .filter(c -> c.length == BYTES_OF_HMAC_SHA256);
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  private static String value(Function<String, @Nullable String> header, String name) {
    String value = header.apply(name);
    return value == null ? "" : value.strip();
  }
}
