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
 * Reads the signature of a request. Two forms are known: the form of Standard Webhooks, which
 * Recall.ai sends in headers {@code webhook-*} or {@code svix-*}, and the form of Attendee.
 *
 * @see <a href="https://docs.recall.ai/docs/authenticating-requests-from-recallai">Recall.ai:
 *     authenticating requests</a>
 */
final class SignatureHeaders {

  /** The prefixes of the header names. Standard Webhooks defines the rest of each name. */
  private static final List<String> PREFIXES = List.of("webhook-", "svix-");

  private static final String ATTENDEE = "X-Webhook-Signature";

  /** The names of all headers that this class reads. */
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

  /** How many signatures of one header are compared at most. */
  private static final int MAX_SIGNATURES = 16;

  private static final int BYTES_OF_HMAC_SHA256 = 32;

  private SignatureHeaders() {}

  /**
   * Returns the signature of a request; empty if the request has none in a known form.
   *
   * @param header a function from the name of a header to its value, or to null without such a
   *     header
   * @param body a supplier of the body, which is called only where the signature decides
   */
  static Optional<Signature> of(Function<String, @Nullable String> header, Supplier<byte[]> body) {
    return standardWebhooksSignature(header, PREFIXES.get(0), body)
        .or(() -> standardWebhooksSignature(header, PREFIXES.get(1), body))
        .or(() -> attendeeSignature(header, body));
  }

  private static Optional<Signature> standardWebhooksSignature(
      Function<String, @Nullable String> header, String prefix, Supplier<byte[]> body) {
    String id = value(header, prefix + "id");
    String seconds = value(header, prefix + "timestamp");
    String signatures = value(header, prefix + "signature");
    if (!ID.matcher(id).matches() || !SECONDS.matcher(seconds).matches()) {
      return Optional.empty();
    }
    List<byte[]> codes = new ArrayList<>();
    // The limit bounds the work: the sender of this header is not authenticated yet.
    for (String signature : signatures.split(" ", MAX_SIGNATURES + 1)) {
      if (signature.startsWith(VERSION) && codes.size() < MAX_SIGNATURES) {
        decoded(signature.substring(VERSION.length())).ifPresent(codes::add);
      }
    }
    // Standard Webhooks signs the id, the timestamp and the body, with dots between them.
    byte[] head = (id + "." + seconds + ".").getBytes(UTF_8);
    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(seconds));
    // Without any usable code this is still a signature: it is refused as wrong, not as missing.
    return Optional.of(Signature.dated(() -> joined(head, body.get()), codes, signedAt, id));
  }

  private static byte[] joined(byte[] head, byte[] body) {
    byte[] joined = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, joined, head.length, body.length);
    return joined;
  }

  /**
   * Reads Attendee's signature. Attendee signs the canonical form of its JSON, which differs from
   * the bytes that it sends.
   */
  private static Optional<Signature> attendeeSignature(
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
      // The length also excludes a missing header, which decodes to no bytes.
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
