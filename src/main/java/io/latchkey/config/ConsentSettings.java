package io.latchkey.config;

import io.latchkey.consent.ConsentApp;
import io.latchkey.consent.ConsentRules;
import io.latchkey.secret.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How users consent.
 *
 * @param customer who asks for their consent
 * @param linkFor how long a consent link is good, unless it says so itself
 * @param apps by the names of their accounts
 * @param webhookSecrets by the names of the accounts; empty for an app without a webhook
 */
record ConsentSettings(
    String customer,
    Duration linkFor,
    ConsentRules rules,
    Map<String, ConsentApp> apps,
    Map<String, List<Secret>> webhookSecrets) {}
