package io.latchkey.config;

import io.latchkey.account.Account;
import io.latchkey.caller.SignedTexts;
import io.latchkey.connect.Connecting;
import io.latchkey.connect.ZoomSignature;
import io.latchkey.connect.ZoomWebhooks;
import io.latchkey.consent.ConsentApp;
import io.latchkey.consent.ConsentChecks;
import io.latchkey.consent.ConsentEnding;
import io.latchkey.consent.ConsentFlow;
import io.latchkey.consent.ConsentLimits;
import io.latchkey.consent.UserLinks;
import io.latchkey.database.JdbcConsents;
import io.latchkey.grant.GrantActions;
import io.latchkey.grant.GrantAdministration;
import io.latchkey.grant.GrantStore;
import io.latchkey.grant.LeaseKeeper;
import io.latchkey.operator.OperatorConsents;
import io.latchkey.secret.Secret;
import io.latchkey.zoom.Scopes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The parts by which users connect.
 *
 * @param connecting null without a key that signs links
 */
record ConsentParts(
    OperatorConsents forOperators,
    Connecting.@Nullable Parts connecting,
    ZoomWebhooks.Parts webhooks) {

  /** What keeps grants. */
  record Keeping(
      GrantStore store,
      GrantAdministration administration,
      GrantActions actions,
      LeaseKeeper leases,
      Executor threads) {}

  static ConsentParts of(
      ConsentSettings settings,
      SignedTexts texts,
      JdbcConsents store,
      Keeping keeping,
      GrantTools tools) {
    ConsentLimits limits = new ConsentLimits(tools.clock());
    return new ConsentParts(
        new OperatorConsents(
            new UserLinks(texts), store, settings.rules(), settings.linkFor(), settings.apps()),
        texts.isEnabled()
            ? new Connecting.Parts(
                texts,
                flow(settings, texts, store, keeping, tools, limits),
                store,
                limits,
                settings.rules(),
                keeping.store::find,
                keeping.actions)
            : null,
        new ZoomWebhooks.Parts(webhooks(settings), keeping.administration, limits));
  }

  private static ConsentFlow flow(
      ConsentSettings settings,
      SignedTexts texts,
      JdbcConsents store,
      Keeping keeping,
      GrantTools tools,
      ConsentLimits limits) {
    ConsentEnding ending =
        new ConsentEnding(
            store,
            tools.codes(),
            tools.users(),
            new ConsentChecks(keeping.store::find, Scopes::kindsAllowedBy),
            settings.rules().redirectUri(),
            limits,
            keeping.leases::pause);
    return new ConsentFlow(
        texts, store, ending, settings.apps(), settings.rules(), keeping.leases, keeping.threads);
  }

  /** An app without a secret takes no events: nobody could tell who has sent them. */
  private static Map<String, ZoomWebhooks.App> webhooks(ConsentSettings settings) {
    Map<String, ZoomWebhooks.App> webhooks = new HashMap<>();
    for (ConsentApp app : settings.apps().values()) {
      Account account = app.account();
      List<Secret> secrets = settings.webhookSecrets().getOrDefault(account.name(), List.of());
      if (!secrets.isEmpty()) {
        webhooks.put(
            account.name(), new ZoomWebhooks.App(account.clientId(), new ZoomSignature(secrets)));
      }
    }
    return webhooks;
  }
}
