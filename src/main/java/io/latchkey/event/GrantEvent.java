package io.latchkey.event;

import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantId;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened to a grant. Holds no token and no e-mail address. Immutable.
 *
 * @param id stays the same when the event is sent again
 * @param references the customer's keys of the grant, {@value #MOST_REFERENCES} at most
 * @param reason a word of {@link Grant.Reason}, or {@code delete}; null for a grant that works
 * @param at when it happened, by the clock of the database
 */
public record GrantEvent(
    String id,
    Type type,
    String account,
    GrantId grant,
    List<String> references,
    @Nullable String reason,
    Instant at) {

  /** More references of one grant are left out. */
  public static final int MOST_REFERENCES = 50;

  /** What has happened. */
  public enum Type {
    /** A user has consented, for the first time or again. */
    CONNECTED("grant.connected"),
    /** Zoom has refused the grant once. It is asked again. */
    SUSPECT("grant.suspect"),
    /** The user must connect again. */
    DEAD("grant.dead"),
    /** Somebody has ended the grant: the user, Zoom, or an operator. */
    REMOVED("grant.removed");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    /**
     * Returns the type with this text.
     *
     * @throws IllegalArgumentException if no type has this text
     */
    public static Type of(String text) {
      for (Type type : values()) {
        if (type.text.equals(text)) {
          return type;
        }
      }
      throw new IllegalArgumentException(text);
    }
  }

  /** Returns the event as it is sent, in JSON. */
  String json() {
    JsonObjectBuilder data =
        Json.createObjectBuilder()
            .add("grant", grant.value())
            .add("account", account)
            .add("references", Json.createArrayBuilder(references));
    if (reason != null) {
      data.add("reason", reason);
    }
    return Json.createObjectBuilder()
        .add("type", type.text)
        .add("timestamp", at.toString())
        .add("data", data)
        .build()
        .toString();
  }
}
