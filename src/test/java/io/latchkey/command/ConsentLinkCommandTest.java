package io.latchkey.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.caller.HmacKey;
import io.latchkey.caller.SignedTexts;
import io.latchkey.consent.ConsentLink;
import io.latchkey.consent.UserLinks;
import io.latchkey.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentLinkCommandTest {

  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String PUBLIC_URL = "public_url=https://bots.example.com/latchkey";

  @TempDir private Path directory;
  private Path key;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void writeKey() throws IOException {
    key = Files.writeString(directory.resolve("key"), KEY + ",other\n");
  }

  private int run(String... words) {
    List<String> arguments = new ArrayList<>(List.of(key.toString()));
    arguments.addAll(List.of(words));
    return ConsentLinkCommand.run(
        arguments, new PrintStream(output, true, UTF_8), new PrintStream(errors, true, UTF_8));
  }

  @Test
  void link_isOneThatLatchkeyReads() {
    assertEquals(
        0,
        run(
            PUBLIC_URL,
            "account=crm",
            "reference=4711",
            "expected_email=Anna@example.com",
            "return_url=https://app.example.com/zoom?tab=2"));
    String prefix = "https://bots.example.com/latchkey/connect?t=";
    String printed = output.toString(UTF_8);
    assertTrue(printed.startsWith(prefix), printed);
    UserLinks links =
        new UserLinks(new SignedTexts(List.of(HmacKey.parse(Secret.of(KEY)).orElseThrow())));
    ConsentLink link =
        (ConsentLink)
            links.read(Secret.of(printed.substring(prefix.length()).strip())).orElseThrow();
    assertEquals("crm", link.account());
    assertEquals("anna@example.com", link.expected().email());
    assertEquals("https://app.example.com/zoom?tab=2", String.valueOf(link.returnUrl()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "account=crm reference=4711|public_url must be",
        "public_url=bots.example.com account=crm|public_url must be",
        "public_url=https://x account=crm account=y|Each field stands once",
        "public_url=https://x acount=crm|There is no field acount. The fields are account, expected_email",
        "public_url=https://x account=crm expires=tomorrow|expires must be",
        "public_url=https://x account=crm return_url=https://user@app.example.com/|return_url must",
        "|Usage"
      })
  void wrongWords_areToldAndNothingPrinted(String words, String said) {
    assertEquals(1, words == null ? run() : run(words.split(" ")));
    assertEquals("", output.toString(UTF_8));
    assertTrue(errors.toString(UTF_8).contains(said), errors::toString);
  }
}
