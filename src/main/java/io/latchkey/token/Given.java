package io.latchkey.token;

/**
 * A token, and where it came from.
 *
 * @param <T> the kind of token
 */
public record Given<T>(T token, Origin origin) {

  /** Where a token came from. */
  public enum Origin {
    /** It was at hand, and good. */
    MEMORY("memory"),
    /** Its source gave it to those who waited for it. */
    MINTED("minted"),
    /** It was at hand, and is served because the source fails, is slow or is left alone. */
    RESERVE("reserve");

    private final String text;

    Origin(String text) {
      this.text = text;
    }

    /** As metrics name it. */
    public String text() {
      return text;
    }
  }
}
