package io.latchkey.config;

import io.latchkey.consent.CodeExchange;
import io.latchkey.grant.RefreshCall;
import io.latchkey.grant.UserCalls;
import io.latchkey.token.Alarm;
import java.time.InstantSource;

/**
 * What the keeping of grants is made with.
 *
 * @param refreshes the calls by which Zoom refreshes a grant
 * @param codes the calls by which Zoom gives the first tokens of a consent
 * @param users the calls to Zoom about the user of a grant
 */
record GrantTools(
    RefreshCall refreshes,
    CodeExchange codes,
    UserCalls users,
    ManagedThreads threads,
    Alarm alarm,
    InstantSource clock) {}
