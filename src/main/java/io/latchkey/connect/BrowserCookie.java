package io.latchkey.connect;

import io.latchkey.secret.Secret;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that binds a consent to the browser that has begun it. The prefix of its name makes
 * browsers take it from us alone, and over TLS (or on loopback).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6265">RFC 6265: cookies</a>
 */
final class BrowserCookie {

  static final String NAME = "__Host-latchkey-consent";

  private BrowserCookie() {}

  /** Returns the secret that the browser has sent; null if it has none. */
  static @Nullable Secret of(HttpHeaders headers) {
    Cookie cookie = headers.getCookies().get(NAME);
    return cookie == null || cookie.getValue() == null ? null : Secret.of(cookie.getValue());
  }

  /** Returns the value of {@code Set-Cookie}. Lax, since the browser comes back from Zoom. */
  static String set(Secret browser, Duration life) {
    return "%s=%s; Path=/; Max-Age=%s; Secure; HttpOnly; SameSite=Lax"
        .formatted(NAME, browser.reveal(), life.toSeconds());
  }
}
