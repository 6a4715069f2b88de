package io.latchkey.consent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.caller.SignedTexts;
import io.latchkey.consent.ConsentLink.Expected;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.Reference;
import io.latchkey.secret.Secret;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes and reads the links for users: {@code lc1.<JSON in base64url>.<code>}, signed with the keys
 * of signed callback tokens ({@link SignedTexts}). The same content always makes the same link.
 *
 * <p>Immutable and thread-safe.
 */
public final class UserLinks {

  private final SignedTexts texts;

  public UserLinks(SignedTexts texts) {
    this.texts = texts;
  }

  /** Returns whether there is a key that signs links. */
  public boolean isEnabled() {
    return texts.isEnabled();
  }

  /**
   * Makes the token of a link, which stands in its query as {@code t}.
   *
   * @throws IllegalStateException if there is no key
   */
  public Secret make(UserLink link) {
    return UserLinkContent.signed(link, texts);
  }

  /** Returns what a link says, expired or not; empty if Latchkey has not made it. */
  public Optional<UserLink> read(Secret token) {
    return texts
        .read(UserLinkContent.PREFIX, token)
        .flatMap(content -> parse(new String(content, UTF_8)));
  }

  /** Reads what {@link UserLinkContent#of} has written; empty for any other text. */
  public static Optional<UserLink> parse(String content) {
    try (JsonReader reader = Json.createReader(new StringReader(content))) {
      JsonObject json = reader.readObject();
      String account = json.getString("account", "");
      return account.matches(Account.NAME_PATTERN)
          ? parsed(json, account, expiry(json))
          : Optional.empty();
    } catch (URISyntaxException | RuntimeException notOurs) {
      // Broad on purpose: each server's JSON parser has its own exceptions for malformed text.
      return Optional.empty();
    }
  }

  private static Instant expiry(JsonObject json) {
    return json.get("expires") instanceof JsonNumber seconds
        // Beyond these bounds an Instant cannot be made.
        ? Instant.ofEpochSecond(Math.max(0, Math.min(seconds.longValue(), 99_999_999_999L)))
        : Instant.EPOCH;
  }

  private static Optional<UserLink> parsed(JsonObject json, String account, Instant expiresAt)
      throws URISyntaxException {
    if (json.getString("kind", "").equals(UserLinkContent.MANAGE)) {
      return GrantId.parse(json.getString("grant", ""))
          .map(grant -> new ManageLink(account, grant, expiresAt));
    }
    if (!json.getString("kind", "").equals(UserLinkContent.CONSENT)) {
      return Optional.empty();
    }
    String reference = text(json, "reference");
    String returnUrl = text(json, "return_url");
    return Optional.of(
        new ConsentLink(
            account,
            reference == null ? null : Reference.parse(reference).orElseThrow(UserLinks::malformed),
            expiresAt,
            returnUrl == null ? null : new URI(returnUrl),
            new Expected(email(json), text(json, "expected_zoom_account"))));
  }

  private static @Nullable String email(JsonObject json) {
    String email = text(json, "expected_email");
    return email == null ? null : UserId.normalized(email);
  }

  private static IllegalStateException malformed() {
    return new IllegalStateException("a member of a link is malformed");
  }

  private static @Nullable String text(JsonObject json, String name) {
    JsonValue value = json.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonString text && UserLinkContent.isPlain(text.getString())) {
      return text.getString();
    }
    // A value that is passed over would let anybody connect.
    throw malformed();
  }

  /**
   * Returns the name of a link in the database. It does not depend on the key that has signed it.
   */
  public static String hash(UserLink link) {
    return hash(Secret.of(UserLinkContent.of(link)));
  }

  /** Returns the SHA-256 of a secret in base64url, to find it again without keeping it. */
  public static String hash(Secret secret) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.reveal().getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
