package io.latchkey.config;

import static io.latchkey.config.ConfigurationKey.duration;
import static io.latchkey.config.ConfigurationKey.list;
import static io.latchkey.config.ConfigurationKey.text;

import java.util.List;

/** The keys of the way by which users consent. */
final class ConsentConfigKeys {

  static final ConfigurationKey CUSTOMER =
      text(
          "latchkey.consent.customer",
          "",
          "who asks users for their consent, as our page names it, with `+` for a blank"
              + " (`Acme+Ltd`, percent-encoded like a URL); without it the host of"
              + " `latchkey.public-url`");
  static final ConfigurationKey LINK_FOR =
      duration(
          "latchkey.consent.link-for",
          "P7D",
          "PT1M",
          "P365D",
          "how long a consent link is good, unless it says so itself");
  static final ConfigurationKey PAGE_FOR =
      duration(
          "latchkey.consent.page-for", "PT10M", "PT1M", "PT1H", "how long a user may take at Zoom");
  static final ConfigurationKey MANAGE_FOR =
      duration(
          "latchkey.consent.manage-for",
          "P365D",
          "P1D",
          "P3650D",
          "how long the link to a user's own page is good");
  static final ConfigurationKey RETURN_URLS =
      list(
          "latchkey.consent.return-urls",
          "",
          "https URLs of your application that users may be sent to in the end; each allows the"
              + " paths below it");

  static final List<ConfigurationKey> ALL =
      List.of(CUSTOMER, LINK_FOR, PAGE_FOR, MANAGE_FOR, RETURN_URLS);

  private ConsentConfigKeys() {}
}
