package io.latchkey.zoom;

import io.latchkey.token.Remedy;
import io.latchkey.token.TokenKind;

/** What operators can do about each problem with Zoom, in the words of Zoom's own pages. */
final class Remedies {

  static final String APP = "marketplace.zoom.us → Manage → your Server-to-Server OAuth app";

  private static final String NOTHING_TO_MEND =
      "Nothing to mend here: see status.zoom.us. Older ZAKs are served as long as they are good.";

  private Remedies() {}

  static Remedy deactivated() {
    return new Remedy(
        "The Zoom app is deactivated",
        APP
            + " → Activation → Activate your app. If an administrator has disabled it, the account's"
            + " owner enables it again (Admin → Server-to-Server OAuth role).");
  }

  static Remedy noPermission() {
    return new Remedy(
        "Zoom says that the app has no permission (200)",
        "zoom.us → Admin → User Management → Roles: whoever made the app must have a role that may"
            + " see the user; then deactivate and activate the app.");
  }

  static Remedy badParameter() {
    return new Remedy(
        "Zoom does not take a parameter (300)",
        "Look at the user (user=… or the account's .user) and at latchkey.zak.ttl.");
  }

  static Remedy noJoinToken() {
    return new Remedy(
        "Zoom makes no join token for this meeting",
        "See that meeting_id is the meeting's number, that its host is in this account (zoom.us →"
            + " Meetings), and that Settings → Recording → Local recording is on for the host. A"
            + " meeting that has not begun may have none yet.");
  }

  static Remedy refused() {
    return new Remedy(
        "Zoom refuses the app", APP + ": see its type, that it is activated, and its owner.");
  }

  static Remedy scope(String scopes) {
    return new Remedy(
        "The Zoom app lacks a scope: " + scopes,
        APP + " → Scopes → Add Scopes: " + scopes + ", then Done. The app need not be built anew.");
  }

  static Remedy noSuchUser() {
    return new Remedy(
        "Zoom knows no such user in this account, or the invitation is pending",
        "zoom.us → Admin → User Management → Users: the user must be listed as active. Name it by"
            + " its e-mail address there, in the URL (user=…) or as the account's .user.");
  }

  static Remedy userWithoutToken(TokenKind kind) {
    return new Remedy(
        "Zoom gives no %s for this user".formatted(kind.title()),
        "Users who sign in by Google or Facebook have none: let the user sign in with an e-mail"
            + " address and password or by SSO, or choose another user (user=… or the account's"
            + " .user).");
  }

  static Remedy noSuchMeeting() {
    return new Remedy(
        "Zoom knows no such meeting of this account, or it may not be recorded",
        "The meeting's host must be in this account: zoom.us → Meetings. For join tokens, Settings"
            + " → Recording → Local recording must be on.");
  }

  /**
   * Returns the remedy for 429.
   *
   * @param daily whether Zoom said that the limit is one of a day
   */
  static Remedy limited(boolean daily) {
    String inTheMeantime =
        " Stop other software that calls with this account, or spread the bots over a pool of"
            + " accounts. Free accounts have 6,000 calls a day; they come back at midnight UTC.";
    return daily
        ? new Remedy(
            "Zoom's quota of this account is used up for today (429)",
            "Zoom is not asked again before the instant that it named; check now asks at once."
                + inTheMeantime)
        : new Remedy(
            "Zoom's quota of this account is used up (429)",
            "Lower calls-per-second to the plan's share (Free 4, Pro 30, Business 80, over all"
                + " apps of the account)."
                + inTheMeantime);
  }

  static Remedy failing(int status) {
    return new Remedy("Zoom answers " + status, NOTHING_TO_MEND);
  }

  static Remedy slow() {
    return new Remedy("Zoom is slow: no whole answer in time", NOTHING_TO_MEND);
  }

  static Remedy heldBack() {
    return new Remedy("Zoom keeps failing, so calls to it are paused", NOTHING_TO_MEND);
  }

  static Remedy unknownHost(String host) {
    return new Remedy(
        "The name %s is not found".formatted(host),
        "On this machine: `getent hosts %s`. Mend its DNS, or set latchkey.zoom.proxy; look at"
                .formatted(host)
            + " latchkey.zoom.oauth-url and .api-url.");
  }

  static Remedy unreachable(String host) {
    return new Remedy(
        "%s cannot be reached".formatted(host),
        "On this machine: `curl -v https://%s/`. The firewall must let Latchkey out to port 443 of"
                .formatted(host)
            + " zoom.us and *.zoom.us (Zoom has regional hosts); behind a proxy set"
            + " latchkey.zoom.proxy.");
  }

  static Remedy broken(String host) {
    return new Remedy("The connection to %s breaks".formatted(host), unreachable(host).next());
  }

  static Remedy proxyUnreachable(OutgoingProxy proxy) {
    return new Remedy(
        "The outgoing proxy %s cannot be reached".formatted(proxy),
        "On this machine: `curl -v -x http://%s https://zoom.us/`. Look at latchkey.zoom.proxy."
            .formatted(proxy));
  }

  static Remedy proxyRefuses(String host, String code) {
    return new Remedy(
        "The outgoing proxy does not let %s through (%s)".formatted(host, code),
        "Have the proxy let CONNECT to port 443 of zoom.us and *.zoom.us pass; or set"
            + " latchkey.zoom.api-url to a host that it lets through.");
  }

  /**
   * Returns the remedy for a proxy's 407.
   *
   * @param configured whether a password is configured for it
   * @param keptBack whether this JVM does not send it
   */
  static Remedy proxyPassword(boolean configured, boolean keptBack) {
    String wanted = "The outgoing proxy wants a password (407)";
    if (!configured) {
      return new Remedy(
          wanted,
          "Set latchkey.zoom.proxy, latchkey.zoom.proxy-user and latchkey.zoom.proxy-password.");
    }
    return keptBack
        ? new Remedy(wanted, passwordKeptBack().next())
        : new Remedy(
            "The outgoing proxy does not take the password (407)",
            "Check latchkey.zoom.proxy-user and latchkey.zoom.proxy-password; the proxy must take"
                + " Basic.");
  }

  static Remedy passwordKeptBack() {
    return new Remedy(
        "This JVM does not send a proxy's password",
        "Start it with -D%s= (nothing behind the sign), as the scripts of server-config do."
            .formatted(OutgoingProxy.DISABLED_SCHEMES));
  }

  static Remedy tls(String host) {
    return new Remedy(
        "No connection to %s that can be trusted (TLS)".formatted(host),
        "Probably a proxy inspects TLS. Let %s pass uninspected; or put the proxy's root certificate"
                .formatted(host)
            + " into a file (PEM) and name that file in latchkey.zoom.trust-store, then deploy anew."
            + " Never switch the check off.");
  }

  static Remedy regionalHost(String host, String home) {
    return new Remedy(
        "%s, which Zoom names for this account, cannot be reached: calls go to %s"
            .formatted(host, home),
        "Bots get in all the same. Let *.zoom.us out (firewall, proxy), or set"
            + " latchkey.zoom.api-url to https://%s.".formatted(home));
  }

  static Remedy shortLived() {
    return new Remedy(
        "Zoom gave a ZAK that is about to expire",
        "Lower latchkey.zak.min-remaining, or ask Zoom's support why latchkey.zak.ttl is not kept.");
  }

  static Remedy unreadable() {
    return new Remedy(
        "Zoom gave an answer that is no token",
        "A proxy or a captive portal may answer in Zoom's place: `curl -v` latchkey.zoom.oauth-url"
            + " from this machine, and look at status.zoom.us.");
  }
}
