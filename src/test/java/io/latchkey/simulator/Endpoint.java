package io.latchkey.simulator;

import java.util.regex.Pattern;

/** Zoom's endpoints. */
public enum Endpoint {
  TOKEN("POST", "/oauth/token"),
  ME_ZAK("GET", "/v2/users/me/zak"),
  ZAK("GET", "/v2/users/([^/]+)/token"),
  /** The same path as for a ZAK. */
  OBF("GET", "/v2/users/([^/]+)/token"),
  JOIN_TOKEN("GET", "/v2/meetings/([^/]+)/jointoken/local_recording");

  final String method;
  final Pattern path;

  Endpoint(String method, String path) {
    this.method = method;
    this.path = Pattern.compile(path);
  }
}
