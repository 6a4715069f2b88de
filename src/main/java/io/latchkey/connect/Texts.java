package io.latchkey.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The texts that users read, from {@code texts.properties}. Immutable. */
final class Texts {

  private static final Properties ALL = read();

  private Texts() {}

  /**
   * Returns a text.
   *
   * @param values stand for {@code {0}}, {@code {1}} and so on
   * @throws IllegalArgumentException if there is no such text
   */
  static String of(String name, String... values) {
    String text = ALL.getProperty(name);
    if (text == null) {
      throw new IllegalArgumentException("texts.properties has no " + name);
    }
    for (int i = 0; i < values.length; i++) {
      text = text.replace("{" + i + "}", values[i]);
    }
    return text;
  }

  private static Properties read() {
    try (InputStream file = Texts.class.getResourceAsStream("texts.properties")) {
      if (file == null) {
        throw new IllegalStateException("texts.properties is missing");
      }
      Properties texts = new Properties();
      texts.load(new InputStreamReader(file, UTF_8));
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
