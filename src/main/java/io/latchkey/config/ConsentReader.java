package io.latchkey.config;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.consent.ConsentApp;
import io.latchkey.consent.ConsentRules;
import io.latchkey.consent.ReturnUrls;
import io.latchkey.secret.Secret;
import io.latchkey.web.Query;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads how users consent. */
final class ConsentReader {

  private final ValueReader values;

  ConsentReader(ValueReader values) {
    this.values = values;
  }

  /**
   * Reads everything about consents.
   *
   * @param oauthUrl where Zoom asks users for their consent
   */
  ConsentSettings consents(List<Account> accounts, URI oauthUrl) {
    Map<String, ConsentApp> apps = new HashMap<>();
    Map<String, List<Secret>> webhookSecrets = new HashMap<>();
    for (Account account : accounts) {
      ConsentApp app = app(account);
      List<Secret> secrets = webhookSecrets(account.name());
      if (account.app() == AppKind.GENERAL) {
        apps.put(account.name(), app);
        webhookSecrets.put(account.name(), secrets);
      }
    }
    String publicUrlKey = AccessConfigKeys.PUBLIC_URL.name();
    URI publicUrl =
        values
            .findNonEmpty(publicUrlKey)
            .map(any -> values.url(publicUrlKey))
            .orElse(URI.create(""));
    return new ConsentSettings(
        customer(publicUrl),
        values.duration(ConsentConfigKeys.LINK_FOR),
        new ConsentRules(
            publicUrl,
            oauthUrl,
            values.duration(ConsentConfigKeys.PAGE_FOR),
            values.duration(ConsentConfigKeys.MANAGE_FOR),
            returnUrls()),
        apps,
        webhookSecrets);
  }

  private String customer(URI publicUrl) {
    return values
        .findNonEmpty(ConsentConfigKeys.CUSTOMER.name())
        .map(Query::decoded)
        .orElse(String.valueOf(publicUrl.getHost()));
  }

  /** Reads the keys of a General app. Another account has them too, from the WAR's own file. */
  private ConsentApp app(Account account) {
    List<String> scopes = values.list(ZoomConfigKeys.SCOPES.forAccount(account.name()).name());
    return new ConsentApp(
        account,
        scopes.isEmpty() ? ZoomConfigKeys.SCOPES.defaultValue() : String.join(" ", scopes),
        values.names(ZoomConfigKeys.ALLOWED_ACCOUNTS.forAccount(account.name()).name()));
  }

  private List<Secret> webhookSecrets(String account) {
    return values.list(ZoomConfigKeys.WEBHOOK_SECRET.forAccount(account).name()).stream()
        .map(Secret::of)
        .toList();
  }

  private ReturnUrls returnUrls() {
    String key = ConsentConfigKeys.RETURN_URLS.name();
    List<URI> urls = new ArrayList<>();
    for (String text : values.list(key)) {
      Optional<String> problem = ValueRules.problemOfUrl(text);
      problem.ifPresent(what -> values.reportOnce(key, "has an item that " + what));
      if (problem.isEmpty()) {
        urls.add(URI.create(text));
      }
    }
    return new ReturnUrls(urls);
  }
}
