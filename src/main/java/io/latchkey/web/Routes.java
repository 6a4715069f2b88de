package io.latchkey.web;

/** The paths of the routes for callers, relative to the context root. */
public final class Routes {

  public static final String ZAK = "zak";
  public static final String OBF = "obf";
  public static final String JOIN_TOKEN = "join-token";
  public static final String ACCESS_TOKEN = "access-token";
  public static final String ATTENDEE = "attendee";

  /** The beginning of MeetStream's routes; the kind of token follows. */
  public static final String MEETSTREAM = "meetstream/";

  /** Names all routes to a client that has asked for something else. */
  static final String HINT =
      "There is GET /%s, GET /%s, GET /%s, GET /%s, GET /%s, GET /%s and POST /%s."
          .formatted(
              ZAK, OBF, JOIN_TOKEN, ACCESS_TOKEN, MEETSTREAM + ZAK, MEETSTREAM + OBF, ATTENDEE);

  private Routes() {}
}
