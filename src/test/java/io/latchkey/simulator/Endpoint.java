package io.latchkey.simulator;

import java.util.regex.Pattern;

/** The endpoints of Zoom that the simulator has. */
public enum Endpoint {
  TOKEN("POST", "/oauth/token"),
  /** The path is that of an access token; the body has an authorization code. */
  CODE("POST", "/oauth/token"),
  REVOKE("POST", "/oauth/revoke"),
  /** The page that asks a user for consent. */
  AUTHORIZE("GET", "/oauth/authorize"),
  /** What the user chose on that page. */
  DECIDE("POST", "/oauth/authorize"),
  ME("GET", "/v2/users/me"),
  ME_ZAK("GET", "/v2/users/me/zak"),
  ZAK("GET", "/v2/users/([^/]+)/token"),
  /** The path is that of a ZAK; the query says which token is wanted. */
  OBF("GET", "/v2/users/([^/]+)/token"),
  JOIN_TOKEN("GET", "/v2/meetings/([^/]+)/jointoken/local_recording");

  final String method;
  final Pattern path;

  Endpoint(String method, String path) {
    this.method = method;
    this.path = Pattern.compile(path);
  }
}
