package io.latchkey.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Says what is wrong with a single value. A problem never quotes the value. */
final class ValueRules {

  private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");

  /**
   * An e-mail address that contains a placeholder only by chance, such as {@code
   * exchange-meetings@example.com}.
   */
  private static final String EMAIL = "[^@,]+@[^@,]+\\.[a-z]+";

  private static final Pattern NEVER_FILLED_IN =
      Pattern.compile(
          "(?i)(?!" + EMAIL + "$).*change[-_ ]?(me|it|this).*|<.*>|your[-_].*|x{3,}|\\*+");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

  /** A shell removes these quotes; an env-file of Docker keeps them as part of the value. */
  private static final Pattern IN_QUOTES = Pattern.compile("(?s)([\"'`]).*\\1");

  static final String QUOTED = "is in quotes: remove them, they would belong to the value";

  static final String WITHOUT_TLS = "must be https: plain http is for loopback alone";

  private ValueRules() {}

  static boolean isQuoted(String value) {
    return IN_QUOTES.matcher(value).matches();
  }

  /** Returns the problem of a value that must be visible ASCII; empty if the value is good. */
  static Optional<String> problemOfText(String value) {
    // Many values would fail several of these tests. The first ones explain more than the last.
    if (value.isBlank()) {
      return Optional.of("is blank");
    }
    if (!value.equals(value.strip())) {
      return Optional.of("has white space around it");
    }
    if (isQuoted(value)) {
      return Optional.of(QUOTED);
    }
    if (NEVER_FILLED_IN.matcher(value).matches()) {
      return Optional.of("has never been filled in");
    }
    return VISIBLE_ASCII.matcher(value).matches()
        ? Optional.empty()
        : Optional.of("holds white space, a control character or a letter outside ASCII");
  }

  /**
   * Returns what is wrong with the base URL of a host that gets secrets; empty if nothing is. The
   * URL must be https, or http on loopback.
   *
   * @param value without slashes at its end
   */
  static Optional<String> problemOfUrl(String value) {
    return problem(
        value,
        ValueRules::isPlainHostUrl,
        "must be an https URL of a host, with no user, query, fragment or /v2");
  }

  /**
   * Returns what is wrong with a URL that is called as it stands; empty if nothing is. It must be
   * https, or http on loopback.
   */
  static Optional<String> problemOfTarget(String value) {
    return problem(
        value, ValueRules::hasPlainHost, "must be an https URL, with no user and no fragment");
  }

  private static Optional<String> problem(
      String value, Predicate<URI> isAllowed, String otherwise) {
    URI url;
    try {
      url = new URI(value);
    } catch (URISyntaxException e) {
      return Optional.of("must be an https URL");
    }
    boolean isHttp = "http".equals(url.getScheme());
    if (!isAllowed.test(url) || !(isHttp || "https".equals(url.getScheme()))) {
      return Optional.of(otherwise);
    }
    return isHttp && !LOOPBACK.matcher(url.getHost()).matches()
        ? Optional.of(WITHOUT_TLS)
        : Optional.empty();
  }

  private static boolean hasPlainHost(URI url) {
    // URI accepts any number as a port.
    return url.getHost() != null
        && url.getPort() <= 65_535
        && url.getRawFragment() == null
        && url.getRawUserInfo() == null;
  }

  private static boolean isPlainHostUrl(URI url) {
    // Latchkey itself adds /v2 to the URL of Zoom's API.
    return hasPlainHost(url) && !url.getPath().endsWith("/v2") && url.getRawQuery() == null;
  }
}
