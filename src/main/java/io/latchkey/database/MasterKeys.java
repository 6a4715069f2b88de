package io.latchkey.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.secret.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts tokens by AES-256-GCM. Each grant has its own key, derived from a master key by
 * HMAC-SHA256, so that no key encrypts more than AES-GCM allows. A ciphertext is bound to its
 * place: in another row or column, or under another generation, it cannot be decrypted.
 *
 * <p>A sealed value is: version (1 byte), id of the master key (4), nonce (12), ciphertext and tag.
 *
 * <p>The first master key encrypts. All of them decrypt, so that keys can be changed while Latchkey
 * runs. Never prints itself. Immutable and thread-safe.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D</a>
 */
public final class MasterKeys {

  private static final int KEY_BYTES = 32;
  private static final byte VERSION = 1;
  private static final int ID_BYTES = 4;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int HEADER_BYTES = 1 + ID_BYTES + NONCE_BYTES;
  private static final String HMAC = "HmacSHA256";

  private static final class MasterKey {
    final byte[] key;
    final byte[] id;

    MasterKey(byte[] key) {
      this.key = key;
      this.id = Arrays.copyOf(hmac(key, "latchkey key id"), ID_BYTES);
    }
  }

  /**
   * The place of a sealed value.
   *
   * @param column the table and the column
   * @param row the id of the row, which selects the key
   * @param version the generation of the tokens
   */
  public record Place(String column, String row, long version) {
    byte[] bytes() {
      return (column + '\n' + row + '\n' + version).getBytes(UTF_8);
    }
  }

  private final List<MasterKey> keys;
  private final SecureRandom random = new SecureRandom();

  private MasterKeys(List<MasterKey> keys) {
    this.keys = keys;
  }

  /**
   * Reads master keys, the encrypting one first; empty unless each is base64 of 32 bytes and there
   * is at least one.
   */
  public static Optional<MasterKeys> parse(List<Secret> secrets) {
    try {
      List<byte[]> keys =
          secrets.stream().map(secret -> Base64.getDecoder().decode(secret.reveal())).toList();
      return keys.isEmpty() || keys.stream().anyMatch(key -> key.length != KEY_BYTES)
          ? Optional.empty()
          : Optional.of(new MasterKeys(keys.stream().map(MasterKey::new).toList()));
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  /** Returns the id of the encrypting key, in hexadecimal digits. It does not reveal the key. */
  public String currentId() {
    return HexFormat.of().formatHex(keys.get(0).id);
  }

  /** Returns the ids of all keys. */
  public List<String> ids() {
    return keys.stream().map(key -> HexFormat.of().formatHex(key.id)).toList();
  }

  /** Encrypts a token with the first key. */
  public byte[] seal(Secret token, Place place) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    MasterKey master = keys.get(0);
    byte[] sealed =
        crypt(Cipher.ENCRYPT_MODE, master, nonce, token.reveal().getBytes(UTF_8), place);
    return ByteBuffer.allocate(HEADER_BYTES + sealed.length)
        .put(VERSION)
        .put(master.id)
        .put(nonce)
        .put(sealed)
        .array();
  }

  /**
   * Decrypts a token.
   *
   * @throws DatabaseUnavailable if none of the keys has sealed it, if it was changed, or if it was
   *     sealed for another place
   */
  public Secret open(byte[] sealed, Place place) {
    if (sealed.length < HEADER_BYTES || sealed[0] != VERSION) {
      throw new DatabaseUnavailable(place.row() + " holds a value of an unknown form");
    }
    byte[] id = Arrays.copyOfRange(sealed, 1, 1 + ID_BYTES);
    MasterKey master =
        keys.stream()
            .filter(key -> Arrays.equals(key.id, id))
            .findFirst()
            .orElseThrow(
                () ->
                    new DatabaseUnavailable(
                        "%s is encrypted with key %s, which latchkey.database.key does not have"
                            .formatted(place.row(), HexFormat.of().formatHex(id))));
    byte[] nonce = Arrays.copyOfRange(sealed, 1 + ID_BYTES, HEADER_BYTES);
    byte[] rest = Arrays.copyOfRange(sealed, HEADER_BYTES, sealed.length);
    return Secret.of(new String(crypt(Cipher.DECRYPT_MODE, master, nonce, rest, place), UTF_8));
  }

  private static byte[] crypt(int mode, MasterKey master, byte[] nonce, byte[] input, Place place) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode,
          new SecretKeySpec(hmac(master.key, "latchkey row " + place.row()), "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(place.bytes());
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new DatabaseUnavailable(
          place.row() + " holds a value that was changed, or belongs to another row");
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + HMAC, e);
    }
  }

  @Override
  public String toString() {
    return "MasterKeys" + ids();
  }
}
