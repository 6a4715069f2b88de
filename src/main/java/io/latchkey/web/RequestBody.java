package io.latchkey.web;

import io.latchkey.service.MalformedParameter;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The body of a POST: a JSON object of 64 KiB at most. A GET's is left alone, whatever is in it.
 *
 * @param json what stands in it
 */
public record RequestBody(JsonObject json) {

  /** The most bytes that are read of a body. */
  public static final int MOST = 65_536;

  /**
   * The bytes, which can be read again and are there for the resource as well: one more than may be
   * if there are more.
   *
   * @throws UncheckedIOException if the body was broken off
   */
  public static byte[] read(ContainerRequestContext request) {
    byte[] body = {};
    if (request.getMethod().equals("POST")) {
      body = read(request.getEntityStream());
      request.setEntityStream(new ByteArrayInputStream(body));
    }
    return body;
  }

  /**
   * The bytes, one more than may be if there are more.
   *
   * @throws UncheckedIOException if the body was broken off
   */
  public static byte[] read(InputStream body) {
    try {
      return body.readNBytes(MOST + 1);
    } catch (IOException brokenOff) {
      throw new UncheckedIOException(brokenOff);
    }
  }

  /**
   * @throws MalformedParameter if it is too long, or no JSON object
   */
  public static RequestBody of(byte[] body) {
    if (body.length > MOST) {
      throw new MalformedParameter("body", "is longer than 64 KiB");
    }
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      return new RequestBody(reader.readObject());
    } catch (RuntimeException differsByServer) {
      throw new MalformedParameter("body", "must be a JSON object");
    }
  }

  /** Reads it; nothing if it is too long, or no JSON object. */
  public static Optional<RequestBody> ifAny(byte[] body) {
    try {
      return Optional.of(of(body));
    } catch (MalformedParameter none) {
      return Optional.empty();
    }
  }

  /** A string or a number; anything else counts as none. */
  public Optional<String> text(String name) {
    JsonValue value = json.getOrDefault(name, JsonValue.NULL);
    if (value instanceof JsonString string) {
      return Optional.of(string.getString());
    }
    return value instanceof JsonNumber number ? Optional.of(number.toString()) : Optional.empty();
  }
}
