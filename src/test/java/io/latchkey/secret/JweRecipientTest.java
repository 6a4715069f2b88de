package io.latchkey.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decrypts with a library of others what we encrypt. */
class JweRecipientTest {

  private static final String TEXT = "{\"refresh_token\":\"ä.b\"}";

  @Test
  void whatIsEncryptedForAJwk_isReadByItsHolder() throws JOSEException, ParseException {
    RSAKey key = new RSAKeyGenerator(2048).generate();
    JweRecipient recipient =
        JweRecipient.ofJwk(key.getModulus().toString(), key.getPublicExponent().toString())
            .orElseThrow();
    String jwe = recipient.encrypt(TEXT);
    JWEObject read = JWEObject.parse(jwe);
    read.decrypt(new RSADecrypter(key));
    assertEquals(TEXT, read.getPayload().toString());
    assertEquals(JWEAlgorithm.RSA_OAEP_256, read.getHeader().getAlgorithm());
    assertEquals(EncryptionMethod.A256GCM, read.getHeader().getEncryptionMethod());
    assertNotEquals(jwe, recipient.encrypt(TEXT));
  }

  @Test
  void pem_asOpensslWritesIt_isRead() throws Exception {
    KeyPair pair = pair(3072);
    JWEObject read = JWEObject.parse(JweRecipient.ofPem(pem(pair)).orElseThrow().encrypt(TEXT));
    read.decrypt(new RSADecrypter(pair.getPrivate()));
    assertEquals(TEXT, read.getPayload().toString());
  }

  private static KeyPair pair(int bits) throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  @Test
  void shortKey_isRefused() throws NoSuchAlgorithmException {
    assertEquals(Optional.empty(), JweRecipient.ofPem(pem(pair(1024))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AQAB", "-----BEGIN PUBLIC KEY-----", "ä", "{}"})
  void whatIsNoKey_isRefused(String text) {
    assertTrue(JweRecipient.ofPem(text).isEmpty());
    assertTrue(JweRecipient.ofJwk(text, "AQAB").isEmpty());
    assertTrue(JweRecipient.ofJwk("AQAB", text).isEmpty());
  }
}
