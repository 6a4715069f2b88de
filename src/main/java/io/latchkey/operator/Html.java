package io.latchkey.operator;

import java.util.List;

/**
 * HTML that is written by its elements: text is escaped wherever it stands, so that nothing which
 * anybody wrote becomes markup. Immutable.
 */
final class Html {

  static final Html NOTHING = new Html("");

  private final String markup;

  private Html(String markup) {
    this.markup = markup;
  }

  /** Text, escaped. */
  static Html text(Object text) {
    return new Html(escaped(String.valueOf(text)));
  }

  /** A style sheet or a script of ours, which must not be escaped. */
  static Html verbatim(String ours) {
    return new Html(ours);
  }

  /** An element with text in it. */
  static Html element(String tag, String text) {
    return element(tag, text(text));
  }

  /**
   * @param tag its name and its attributes, which are ours; see {@link #attribute} for others
   */
  static Html element(String tag, Html... content) {
    StringBuilder markup = new StringBuilder("<").append(tag).append('>');
    for (Html part : content) {
      markup.append(part.markup);
    }
    return new Html(markup.append("</").append(tag.split(" ", 2)[0]).append('>').toString());
  }

  /** An element without an end. */
  static Html single(String tag) {
    return new Html("<" + tag + ">");
  }

  /** One after the other. */
  static Html all(List<Html> parts) {
    StringBuilder markup = new StringBuilder();
    parts.forEach(part -> markup.append(part.markup));
    return new Html(markup.toString());
  }

  /** {@code name="value"}, with a blank before it. */
  static String attribute(String name, Object value) {
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
