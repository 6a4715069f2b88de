package io.latchkey.caller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The signature of a request, however its platform writes it: what was signed, and the codes of
 * which one must be right. Platforms send several while a secret is rotated. What was signed is
 * read where it is needed.
 *
 * <p>For the thread of its request alone.
 */
public final class Signature {

  private final Supplier<Optional<byte[]>> text;
  private final List<byte[]> codes;
  private final Optional<Instant> signedAt;
  private final Optional<String> id;

  private Signature(
      Supplier<Optional<byte[]>> text,
      List<byte[]> codes,
      Optional<Instant> signedAt,
      Optional<String> id) {
    this.text = text;
    this.codes = List.copyOf(codes);
    this.signedAt = signedAt;
    this.id = id;
  }

  /**
   * A signature with a date.
   *
   * @param text reads what was signed
   * @param codes HMACs, any number of them
   * @param signedAt by the platform's clock
   * @param id the platform's for this message
   */
  public static Signature dated(
      Supplier<byte[]> text, List<byte[]> codes, Instant signedAt, String id) {
    return new Signature(
        () -> Optional.of(text.get()), codes, Optional.of(signedAt), Optional.of(id));
  }

  /**
   * A signature that does not say when it was made.
   *
   * @param text reads what was signed; empty if it is nothing that can be signed
   */
  public static Signature undated(Supplier<Optional<byte[]>> text, byte[] code) {
    return new Signature(text, List.of(code), Optional.empty(), Optional.empty());
  }

  Optional<String> id() {
    return id;
  }

  /** Whether it was made with this secret, and not too far from now. */
  boolean madeWith(SigningSecret secret, Instant now, Duration tolerance) {
    boolean inTime =
        signedAt.isEmpty() || Duration.between(signedAt.get(), now).abs().compareTo(tolerance) <= 0;
    return inTime && !codes.isEmpty() && text.get().filter(t -> secret.made(codes, t)).isPresent();
  }
}
