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
 * The body of a POST: a JSON object of at most 64 KiB. The body of a GET is never read.
 *
 * @param json the object
 */
public record RequestBody(JsonObject json) {

  /** The longest body, in bytes. */
  public static final int MAX_BYTES = 65_536;

  /**
   * Reads the body of a POST and puts it back, so that it can be read again and the resource gets
   * it too. Of a body that is too long, one byte more than {@link #MAX_BYTES} is read, so that
   * {@link #of} refuses it.
   *
   * @return the bytes; empty for other methods
   * @throws UncheckedIOException if the client breaks the body off
   */
  public static byte[] read(ContainerRequestContext request) {
    return read(request, MAX_BYTES);
  }

  /**
   * Reads the body of a POST as {@link #read(ContainerRequestContext)} does.
   *
   * @param most the longest body in bytes, in place of {@link #MAX_BYTES}
   */
  public static byte[] read(ContainerRequestContext request, int most) {
    byte[] body = {};
    if (request.getMethod().equals("POST")) {
      body = read(request.getEntityStream(), most);
      request.setEntityStream(new ByteArrayInputStream(body));
    }
    return body;
  }

  /**
   * Reads a body. Of a body that is too long, one byte more than {@link #MAX_BYTES} is read.
   *
   * @throws UncheckedIOException if the client breaks the body off
   */
  public static byte[] read(InputStream body) {
    return read(body, MAX_BYTES);
  }

  private static byte[] read(InputStream body, int most) {
    try {
      return body.readNBytes(most + 1);
    } catch (IOException brokenOff) {
      throw new UncheckedIOException(brokenOff);
    }
  }

  /**
   * Parses a body.
   *
   * @throws MalformedParameter if it is longer than {@link #MAX_BYTES} bytes, or is not a JSON
   *     object
   */
  public static RequestBody of(byte[] body) {
    if (body.length > MAX_BYTES) {
      throw new MalformedParameter("body", "is longer than 64 KiB");
    }
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      return new RequestBody(reader.readObject());
    } catch (RuntimeException differsByServer) {
      // Broad on purpose: each server's JSON parser has its own exceptions for malformed text.
      throw new MalformedParameter("body", "must be a JSON object");
    }
  }

  /** Parses a body; empty if it is too long, or is not a JSON object. */
  public static Optional<RequestBody> tryParse(byte[] body) {
    try {
      return Optional.of(of(body));
    } catch (MalformedParameter none) {
      return Optional.empty();
    }
  }

  /**
   * Returns the value of a member, if it is a string or a number; empty for other values or without
   * such a member.
   */
  public Optional<String> text(String name) {
    JsonValue value = json.getOrDefault(name, JsonValue.NULL);
    if (value instanceof JsonString string) {
      return Optional.of(string.getString());
    }
    return value instanceof JsonNumber number ? Optional.of(number.toString()) : Optional.empty();
  }
}
