package io.latchkey.database;

import java.util.LinkedHashMap;
import java.util.Map;

/** Completes the URL of a PostgreSQL server. */
final class PostgreSqlUrl {

  /**
   * A stopped server or a cut network must end a wait, which PostgreSQL's driver has no limit for.
   */
  private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

  static {
    // Shorter than the wait for a connection, so that a database that is away is told from a crowd.
    DEFAULTS.put("connectTimeout", "1");
    DEFAULTS.put("socketTimeout", "10");
    DEFAULTS.put("tcpKeepAlive", "true");
    DEFAULTS.put("ApplicationName", "latchkey");
  }

  private PostgreSqlUrl() {}

  /** Adds our defaults for parameters that the URL leaves out. */
  static String withDefaults(String url) {
    StringBuilder completed = new StringBuilder(url);
    char separator = url.contains("?") ? '&' : '?';
    for (Map.Entry<String, String> parameter : DEFAULTS.entrySet()) {
      if (!url.contains(parameter.getKey() + "=")) {
        completed.append(separator).append(parameter.getKey()).append('=');
        completed.append(parameter.getValue());
        separator = '&';
      }
    }
    return completed.toString();
  }
}
