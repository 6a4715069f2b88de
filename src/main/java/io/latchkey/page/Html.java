package io.latchkey.page;

import java.util.List;

/**
 * HTML, built element by element. All text is escaped, so that no text becomes markup. Immutable.
 */
public final class Html {

  public static final Html NOTHING = new Html("");

  private final String markup;

  private Html(String markup) {
    this.markup = markup;
  }

  /** Escapes a text. */
  public static Html text(Object text) {
    return new Html(escaped(String.valueOf(text)));
  }

  /** Takes a style sheet or a script of our own, which must not be escaped. */
  public static Html verbatim(String ours) {
    return new Html(ours);
  }

  public static Html element(String tag, String text) {
    return element(tag, text(text));
  }

  /**
   * @param tag the element's name with its attributes; they are not escaped, so a value that is not
   *     a constant goes through {@link #attribute}
   */
  public static Html element(String tag, Html... content) {
    StringBuilder markup = new StringBuilder("<").append(tag).append('>');
    for (Html part : content) {
      markup.append(part.markup);
    }
    return new Html(markup.append("</").append(tag.split(" ", 2)[0]).append('>').toString());
  }

  /** Writes an element without an end tag. */
  public static Html single(String tag) {
    return new Html("<" + tag + ">");
  }

  /** Puts one part after the other, without an element around them. */
  public static Html all(List<Html> parts) {
    StringBuilder markup = new StringBuilder();
    parts.forEach(part -> markup.append(part.markup));
    return new Html(markup.toString());
  }

  /** Writes {@code name="value"} with a blank before it, the value escaped. */
  public static String attribute(String name, Object value) {
    return " %s=\"%s\"".formatted(name, escaped(String.valueOf(value)));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Override
  public String toString() {
    return markup;
  }
}
