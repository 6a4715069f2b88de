package io.latchkey.consent;

import io.latchkey.grant.GrantId;
import java.time.Instant;

/** What the link to a user's own page says: whose grant it shows. Immutable. */
public record ManageLink(String account, GrantId grant, Instant expiresAt) implements UserLink {}
