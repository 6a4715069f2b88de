package io.latchkey.callback;

import io.latchkey.secret.Secret;
import jakarta.json.Json;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The format in which an answer contains a token. */
enum TokenFormat {
  /** The token and nothing else, whatever the header {@code Accept} says. */
  TEXT,
  /** {@code {"token":"…"}}, as MeetStream reads it. */
  JSON;

  /** The content type of {@link #TEXT}, written as JAX-RS writes it. */
  static final String TEXT_TYPE = "text/plain;charset=UTF-8";

  private static final MediaType PLAIN_TEXT = MediaType.valueOf(TEXT_TYPE);

  Response answer(Secret token) {
    return switch (this) {
      case TEXT -> Response.ok(token.reveal(), PLAIN_TEXT).build();
      case JSON ->
          Response.ok(
                  Json.createObjectBuilder().add("token", token.reveal()).build().toString(),
                  MediaType.APPLICATION_JSON_TYPE)
              .build();
    };
  }
}
