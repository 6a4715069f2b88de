package io.latchkey.check;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;

/** Opens connections to our own public URL, with short time-outs. */
final class CheckConnection {

  private static final int TIMEOUT_MILLIS = 4000;

  private CheckConnection() {}

  /** Prepares a GET that follows no redirect. */
  static HttpURLConnection open(URI url) throws IOException {
    if (url.toURL().openConnection() instanceof HttpURLConnection connection) {
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setUseCaches(false);
      connection.setRequestProperty("User-Agent", "Latchkey-Check");
      return connection;
    }
    throw new MalformedURLException("no http");
  }
}
