package io.latchkey.caller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The signature of a request, whatever its form on the platform: the text that was signed, and one
 * or more codes (HMACs) of it. One right code is enough: platforms send several while they replace
 * a secret. The text is read only when it is needed.
 *
 * <p>Not thread-safe: only the thread of the request uses it.
 */
public final class Signature {

  private final Supplier<Optional<byte[]>> text;
  private final List<byte[]> codes;
  private final @Nullable Instant signedAt;
  private final @Nullable String id;

  private Signature(
      Supplier<Optional<byte[]>> text,
      List<byte[]> codes,
      @Nullable Instant signedAt,
      @Nullable String id) {
    this.text = text;
    this.codes = List.copyOf(codes);
    this.signedAt = signedAt;
    this.id = id;
  }

  /**
   * Creates a signature that says when it was made.
   *
   * @param text reads the text that was signed
   * @param codes the HMACs; without any, the signature is wrong
   * @param signedAt when the signature was made, by the platform's clock
   * @param id the platform's id of the message
   */
  public static Signature dated(
      Supplier<byte[]> text, List<byte[]> codes, Instant signedAt, String id) {
    return new Signature(() -> Optional.of(text.get()), codes, signedAt, id);
  }

  /**
   * Creates a signature that does not say when it was made, so its age is not checked.
   *
   * @param text reads the text that was signed; empty if the request has no such text
   * @param code the HMAC
   */
  public static Signature undated(Supplier<Optional<byte[]>> text, byte[] code) {
    return new Signature(text, List.of(code), null, null);
  }

  Optional<String> id() {
    return Optional.ofNullable(id);
  }

  /** Returns whether this secret made the signature, at a time within {@code tolerance} of now. */
  boolean isMadeWith(HmacKey secret, Instant now, Duration tolerance) {
    boolean inTime =
        signedAt == null || Duration.between(signedAt, now).abs().compareTo(tolerance) <= 0;
    // The text comes last: a signature of the wrong time or form must not cause a body to be read.
    return inTime
        && !codes.isEmpty()
        && text.get().filter(t -> secret.isAnyHmacOf(codes, t)).isPresent();
  }
}
